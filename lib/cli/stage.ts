/** The stage that a command works on: the system that `npm start` runs on this machine, or one on AWS. */
import { errorName } from '../aws/ports.ts';
import { Problem } from '../http/problem.ts';
import { fileTrouble } from './file-trouble.ts';
import { InvalidQuantity } from './quantities.ts';
import { Refusal } from './refusal.ts';
import { connect, type StageClients, type StageOrigin } from './stage-clients.ts';

export type { StageClients, StageOrigin };

export class Stage {
  readonly name: string;
  /** Begins every physical name: `fanfare-prod`. */
  readonly prefix: string;
  readonly serviceDir: string;
  readonly #origin: StageOrigin;
  readonly #connect: (origin: StageOrigin) => Promise<StageClients>;

  constructor(origin: StageOrigin, connecting = connect) {
    this.name = origin.stage;
    this.prefix = `${origin.service}-${origin.stage}`;
    this.serviceDir = origin.serviceDir;
    this.#origin = origin;
    this.#connect = connecting;
  }

  /** Runs `work` on the stage. What AWS or the file system refuses becomes a Refusal that says what to do. */
  async use<T>(work: (clients: StageClients) => Promise<T>): Promise<T> {
    const clients = await this.#connect(this.#origin);
    try {
      return await work(clients);
    } catch (error) {
      throw isExplained(error) ? error : new Refusal(this.explained(error), { cause: error });
    } finally {
      clients.destroy();
    }
  }

  /** A command that can be pasted as it stands: `dlq list` becomes `npx serverless dlq list --stage dev`. */
  command(words: string): string {
    const { profile, region, isRegionGiven } = this.#origin;
    const options = [
      `--stage ${this.name}`,
      ...(profile === undefined ? [] : [`--aws-profile ${shellWord(profile)}`]),
      ...(isRegionGiven ? [`--region ${region}`] : []),
    ];
    return `npx serverless ${words} ${options.join(' ')}`;
  }

  /** What went wrong, for a person: what it means, and what to do. A stack only for what is our own error. */
  explained(error: unknown): string {
    const name = errorName(error);
    const message = error instanceof Error ? error.message : String(error);
    if (isExplained(error)) return message;
    const trouble = fileTrouble(error);
    if (trouble !== undefined) return trouble;
    if (MISSING.test(name)) {
      return `stage ${this.name} has no such resource here: deploy it first, with \`npx serverless deploy --stage ${this.name}\` (${name}: ${message})`;
    }
    if (NO_CREDENTIALS.test(name)) {
      return `AWS rejected the credentials: name a profile with --aws-profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${name}: ${message})`;
    }
    if (DENIED.test(name)) return `your credentials do not permit this on stage ${this.name} (${name}: ${message})`;
    if (THROTTLED.test(name)) return `AWS is throttling: wait a moment and run the command again (${name}: ${message})`;
    if (UNREACHABLE.test(codeOf(error)) || UNREACHABLE.test(name)) {
      return `stage ${this.name} cannot be reached: is its endpoint up, and the network? (${codeOf(error) || name})`;
    }
    if (name === 'Error' || error instanceof TypeError)
      return error instanceof Error ? (error.stack ?? message) : message;
    return `${name}: ${message}`;
  }
}

const MISSING = /ResourceNotFound|NonExistentQueue|QueueDoesNotExist/;
const NO_CREDENTIALS =
  /CredentialsProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|TokenProviderError/;
const DENIED = /AccessDenied|NotAuthorized/;
const THROTTLED = /Throttl|RequestLimitExceeded|TooManyRequests/;
const UNREACHABLE = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT|TimeoutError/;

function isExplained(error: unknown): error is Error {
  return error instanceof Refusal || error instanceof InvalidQuantity || error instanceof Problem;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A word as a shell takes it back. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
