/**
 * DynamoDB: the dynoxide binary, in memory, on loopback; or whatever answers at `AWS_ENDPOINT_URL_DYNAMODB`. dynoxide answers any web
 * page, so its own address is random and for this process only; what is published is a guarded server in front of it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Engine } from './engine.ts';
import { startForwarding } from './forwarding.ts';
import { freePort, hiddenAddress } from './free-port.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const NAME = 'dynoxide (DynamoDB)';

/** A port that was free may be taken before dynoxide binds it. */
const ATTEMPTS = 5;

/** It takes some 20 ms; a machine that needs this long is beyond waiting for. */
const START_LIMIT_MS = 15_000;

/**
 * Runs the engine and ends it as soon as standard input closes, which the operating system does when this process dies,
 * however it dies. A shell, since dynoxide itself takes no notice of its parent.
 */
const GUARD = 'exec 3<&0; "$@" 3<&- & engine=$!; { read _ <&3; kill $engine; } >/dev/null 2>&1 & wait $engine';

const MISSING =
  'no DynamoDB engine: install the optional dependency with `npm install @dynoxide/linux-x64` (Linux on x64), ' +
  'put `dynoxide` on the PATH, or set AWS_ENDPOINT_URL_DYNAMODB to a running one, such as DynamoDB Local';

/** `port` 0 takes any free one. Throws, saying what to do, when there is no engine or the port is taken. */
export async function startDynamoDb(
  port = 0,
  variables: Variables = process.env,
  packaged: () => string | undefined = packagedBinary,
): Promise<Engine> {
  const binary = packaged() ?? binaryOnPath(variables.PATH ?? '');
  if (binary !== undefined) return guarded(await startDynoxide(binary), port);
  const variable = variables.AWS_ENDPOINT_URL_DYNAMODB;
  if (variable === undefined || variable === '') throw new Error(MISSING);
  const endpoint = variable.replace(/\/$/, '');
  return { endpoint, published: endpoint, stop: async () => undefined };
}

async function guarded({ endpoint, stop }: Dynoxide, port: number): Promise<Engine> {
  try {
    const door = await startForwarding(NAME, port, endpoint);
    return {
      endpoint,
      published: door.url,
      stop: async () => {
        await door.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function packagedBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    return executable(join(dirname(manifest), 'dynoxide'));
  } catch {
    // Not installed: an optional dependency, which npm leaves out on other platforms.
    return undefined;
  }
}

export function binaryOnPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .map((directory) => executable(join(directory, 'dynoxide')))
    .find((file) => file !== undefined);
}

function executable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    // The next place may have it.
    return undefined;
  }
}

type Dynoxide = Pick<Engine, 'endpoint' | 'stop'>;

async function startDynoxide(binary: string): Promise<Dynoxide> {
  const host = await hiddenAddress();
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(host);
    const command = [binary, '--host', host, '--port', String(port)];
    // In a process group of its own, so that Ctrl-C leaves it to us to end it after the functions.
    const child = spawn('/bin/sh', ['-c', GUARD, 'sh', ...command], { detached: true });
    const problem = await untilListening(child);
    if (problem === undefined) return { endpoint: `http://${host}:${port}`, stop: () => end(child) };
    await end(child);
    if (!problem.includes('in use') || attempt === ATTEMPTS) throw new Error(`${NAME} did not start: ${problem}`);
  }
}

/** What it said when it ended instead of listening; `undefined` once it listens. */
async function untilListening(child: ChildProcess): Promise<string | undefined> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) return 'it has no output to read';
  let said = '';
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(`it did not listen within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const settle = (problem: string | undefined) => {
      clearTimeout(limit);
      resolve(problem);
    };
    for (const stream of [stdout, stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said += `${line}\n`;
        if (line.includes('listening on')) settle(undefined);
      });
    }
    child.once('error', (error) => settle(error.message));
    child.once('close', () => settle(said.trim() || 'it ended without a word'));
  });
}

async function end(child: ChildProcess): Promise<void> {
  const isGone = child.exitCode !== null || child.signalCode !== null;
  const gone = isGone ? undefined : once(child, 'exit');
  child.stdin?.end();
  await gone;
}
