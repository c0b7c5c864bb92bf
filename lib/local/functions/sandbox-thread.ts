/** Runs in a worker thread: loads a bundled handler, and runs it for one invocation after another, as Lambda's runtime does. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError } from './outcome.ts';
import type { Invocation, SandboxData, SandboxMessage } from './sandbox-protocol.ts';

type Done = (error?: Error | null) => void;
type Handler = (event: unknown, context: unknown) => unknown;

const { handlerFile, exportName, identity }: SandboxData = workerData;

captureOutput(process.stdout);
captureOutput(process.stderr);
await start();

async function start(): Promise<void> {
  try {
    const handler = await loadHandler();
    parentPort?.on('message', (invocation: Invocation) => run(handler, invocation));
    say({ kind: 'ready' });
  } catch (error) {
    say({ kind: 'unloadable', error: errorOf(error) });
  }
}

async function loadHandler(): Promise<Handler> {
  const loaded: Record<string, unknown> = handlerFile.endsWith('.mjs')
    ? await import(pathToFileURL(handlerFile).href)
    : createRequire(import.meta.url)(handlerFile);
  const handler = loaded[exportName];
  if (isHandler(handler)) return handler;
  throw new Error(`${handlerFile} exports no function ${exportName}`);
}

async function run(handler: Handler, { requestId, event, deadline }: Invocation): Promise<void> {
  try {
    const answer = await handler(JSON.parse(event), contextOf(requestId, deadline));
    say({ kind: 'answered', payload: JSON.stringify(answer) });
  } catch (error) {
    say({ kind: 'threw', error: errorOf(error) });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html, without what only callbacks need. */
function contextOf(requestId: string, deadline: number) {
  return {
    functionName: identity.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: identity.functionArn,
    memoryLimitInMB: String(identity.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: identity.logGroupName,
    logStreamName: identity.logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** Lines go through the same port as answers, so that a function's last words arrive before its answer. */
function captureOutput(stream: NodeJS.WriteStream): void {
  let rest = '';
  const write = (chunk: string | Uint8Array, encodingOrDone?: BufferEncoding | Done, done?: Done): boolean => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) say({ kind: 'line', line });
    if (typeof encodingOrDone === 'function') encodingOrDone();
    else done?.();
    return true;
  };
  stream.write = write;
}

function errorOf(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, stack: error.stack };
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function say(message: SandboxMessage): void {
  parentPort?.postMessage(message);
}
