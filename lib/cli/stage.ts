/** The stage that a command works on: the system that `npm start` runs on this machine, or one on AWS. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { errorName } from '../aws/ports.ts';
import { Problem } from '../http/problem.ts';
import { clientsOf } from '../local/engines/clients.ts';
import { type RunningSystem, runningSystem } from '../local/running-system.ts';

/** The framework, as far as a command uses it. */
export interface Framework {
  readonly serviceDir: string;
  readonly service: { readonly service: string };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string };
}

export interface StageOptions {
  readonly json?: boolean;
  readonly 'aws-profile'?: string;
}

export interface StageClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  destroy(): void;
}

/** What every command that reports has. */
export const jsonOption = { usage: 'Print one JSON document', type: 'boolean' } as const;

/** Where a command's report goes. */
export type Report = (document: unknown, text: () => string) => void;

function onStandardOutput({ json }: StageOptions): Report {
  return (document, text) => void process.stdout.write(`${json ? JSON.stringify(document, undefined, 2) : text()}\n`);
}

export class Stage {
  readonly name: string;
  /** Begins every physical name: `fanfare-prod`. */
  readonly prefix: string;
  readonly serviceDir: string;
  readonly #framework: Framework;
  readonly #options: StageOptions;
  readonly #code: string;
  readonly #report: Report;

  /** `code` is the framework's code for what goes wrong in the command; reports go to standard output unless said otherwise. */
  constructor(framework: Framework, options: StageOptions, code: string, report: Report = onStandardOutput(options)) {
    this.name = framework.getProvider('aws').getStage();
    this.prefix = `${framework.service.service}-${this.name}`;
    this.serviceDir = framework.serviceDir;
    this.#framework = framework;
    this.#options = options;
    this.#code = code;
    this.#report = report;
  }

  /** Runs `work` on the stage. What AWS refuses becomes an error that says what to do. */
  async use<T>(work: (clients: StageClients) => Promise<T>): Promise<T> {
    const clients = await this.#clients();
    try {
      return await work(clients);
    } catch (error) {
      throw this.#isTold(error) ? error : this.refusal(this.#troubleIn(error));
    } finally {
      clients.destroy();
    }
  }

  /** What the command has to say: as a document, and as text for a person. */
  print(document: unknown, text: () => string): void {
    this.#report(document, text);
  }

  /** An error that ends the command with code 1 and its message, without a stack. */
  refusal(message: string): Error {
    return new this.#framework.classes.Error(message, this.#code);
  }

  #isTold(error: unknown): boolean {
    return error instanceof this.#framework.classes.Error || error instanceof Problem;
  }

  async #clients(): Promise<StageClients> {
    const running = this.name === 'local' ? await runningSystem(this.serviceDir) : undefined;
    if (running !== undefined) return localClients(running);
    const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB } = process.env;
    if (this.name === 'local' && AWS_ENDPOINT_URL === undefined && AWS_ENDPOINT_URL_DYNAMODB === undefined) {
      throw this.refusal('nothing runs on this machine: start it with `npm start`, or name a stage with --stage');
    }
    const profile = this.#options['aws-profile'];
    const region = this.#framework.getProvider('aws').getRegion();
    return awsClients({ region, ...(profile !== undefined && { profile }) });
  }

  #troubleIn(error: unknown): string {
    const name = errorName(error);
    const message = error instanceof Error ? error.message : String(error);
    if (MISSING.test(name)) {
      return `stage ${this.name} has no such resource here: deploy it first, with \`npx serverless deploy --stage ${this.name}\` (${name}: ${message})`;
    }
    if (NO_CREDENTIALS.test(name)) {
      return `AWS takes no credentials of yours: name a profile with --aws-profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${name}: ${message})`;
    }
    if (DENIED.test(name)) return `your credentials do not permit this on stage ${this.name} (${name}: ${message})`;
    if (THROTTLED.test(name)) return `AWS is throttling: wait a moment and run the command again (${name}: ${message})`;
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

function localClients({ region, endpoints }: RunningSystem): StageClients {
  const { dynamodb, sqs, destroy } = clientsOf(region, endpoints);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = new LambdaClient({ region, endpoint: endpoints.lambda, credentials });
  return {
    dynamodb,
    sqs,
    lambda,
    destroy: () => {
      destroy();
      lambda.destroy();
    },
  };
}

function awsClients(configuration: { readonly region: string; readonly profile?: string }): StageClients {
  const dynamodb = new DynamoDBClient(configuration);
  const sqs = new SQSClient(configuration);
  const lambda = new LambdaClient(configuration);
  return {
    dynamodb,
    sqs,
    lambda,
    destroy: () => {
      dynamodb.destroy();
      sqs.destroy();
      lambda.destroy();
    },
  };
}
