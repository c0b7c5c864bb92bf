import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFunction } from '../../../../lib/local/functions/local-function.ts';
import { nobody } from '../../../../lib/local/observer.ts';
import { until } from '../../../rig/until.ts';

let directory: string;
let files = 0;
const functions: LocalFunction[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanfare-handlers-'));
});

afterEach(async () => {
  await Promise.all(functions.splice(0).map((one) => one.stop()));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

interface Options {
  readonly timeoutMs?: number;
  readonly maximumConcurrency?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A function whose module is `source`, and the lines that it writes. */
async function functionOf(source: string, options: Options = {}) {
  files += 1;
  const handlerFile = join(directory, `handler-${files}.cjs`);
  await writeFile(handlerFile, source);
  const lines: string[] = [];
  const started = new LocalFunction({
    handlerFile,
    exportName: 'handler',
    identity: {
      functionName: 'worker',
      functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:worker',
      memoryMegabytes: 256,
      logGroupName: '/aws/lambda/worker',
      logStreamName: 'local',
    },
    environment: options.environment ?? {},
    timeoutMs: options.timeoutMs ?? 5_000,
    maximumConcurrency: options.maximumConcurrency ?? 2,
    onLine: (line) => lines.push(line),
    onInvocation: nobody.invoked,
  });
  functions.push(started);
  return { worker: started, lines };
}

test('a handler gets its event and answers', async () => {
  const { worker } = await functionOf('exports.handler = async (event) => ({ double: event.number * 2 });');

  expect(await worker.invoke({ number: 21 })).toEqual({ kind: 'answered', payload: '{"double":42}' });
});

test('an answer of nothing is nothing', async () => {
  const { worker } = await functionOf('exports.handler = async () => undefined;');

  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: undefined });
});

test('the context is that of Lambda', async () => {
  const { worker } = await functionOf(
    'exports.handler = async (_, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });',
    { timeoutMs: 5_000 },
  );

  const outcome = await worker.invoke({});

  const context = JSON.parse((outcome.kind === 'answered' && outcome.payload) || '{}');
  expect(context).toEqual({
    functionName: 'worker',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:worker',
    memoryLimitInMB: '256',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    logGroupName: '/aws/lambda/worker',
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    remaining: expect.any(Number),
  });
  expect(context.remaining).toBeGreaterThan(4_000);
  expect(context.remaining).toBeLessThanOrEqual(5_000);
});

test('the environment is the function’s own, and nothing of this process', async () => {
  const { worker } = await functionOf('exports.handler = async () => process.env;', {
    environment: { STAGE: 'local' },
  });

  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: '{"STAGE":"local"}' });
});

test('a warm sandbox is used again', async () => {
  const { worker } = await functionOf('let count = 0; exports.handler = async () => ++count;');

  await worker.invoke({});
  await worker.invoke({});

  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: '3' });
  expect(worker.sandboxes).toBe(1);
});

test('a handler that throws fails its invocation, and its sandbox lives on', async () => {
  const { worker } = await functionOf(
    "let count = 0; exports.handler = async () => { count += 1; if (count === 1) throw new RangeError('too far'); return count; };",
  );

  expect(await worker.invoke({})).toMatchObject({
    kind: 'threw',
    error: { errorType: 'RangeError', errorMessage: 'too far' },
  });
  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: '2' });
});

test('a handler that takes too long is ended, and the next invocation has a fresh sandbox', async () => {
  const { worker } = await functionOf(
    'let count = 0; exports.handler = async (event) => { count += 1; if (event.hang) await new Promise((done) => setTimeout(done, 60000)); return count; };',
    { timeoutMs: 300 },
  );

  expect(await worker.invoke({ hang: true })).toEqual({
    kind: 'timed-out',
    error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.30 seconds' },
  });
  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: '1' });
});

test('a handler that never yields is ended, too', async () => {
  const { worker } = await functionOf('exports.handler = async () => { for (;;) {} };', { timeoutMs: 300 });

  expect(await worker.invoke({})).toMatchObject({ kind: 'timed-out' });
});

test.each([
  ['exits', 'process.exit(3)', 'Runtime.ExitError'],
  [
    'throws where nobody awaits',
    "setTimeout(() => { throw new TypeError('stray') }, 1); await new Promise(() => {})",
    'TypeError',
  ],
  [
    'rejects where nobody awaits',
    "Promise.reject(new SyntaxError('stray')); await new Promise(() => {})",
    'SyntaxError',
  ],
])('a handler that %s fails its invocation, and the next one has a fresh sandbox', async (_, misdeed, errorType) => {
  const { worker } = await functionOf(
    `let count = 0; exports.handler = async (event) => { count += 1; if (event.bad) { ${misdeed}; } return count; };`,
  );

  expect(await worker.invoke({ bad: true })).toMatchObject({ kind: 'crashed', error: { errorType } });
  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: '1' });
});

test('a handler that cannot be loaded fails every invocation, saying why', async () => {
  const { worker } = await functionOf("throw new Error('STAGE is not set')");

  const unloadable = { kind: 'crashed', error: { errorType: 'Error', errorMessage: 'STAGE is not set' } };
  expect(await worker.invoke({})).toMatchObject(unloadable);
  expect(await worker.invoke({})).toMatchObject(unloadable);
});

test('a module without the handler is named', async () => {
  const { worker } = await functionOf('exports.other = 1;');

  expect(await worker.invoke({})).toMatchObject({
    error: { errorMessage: expect.stringMatching(/handler-\d+\.cjs exports no function handler$/) },
  });
});

const ATTEND =
  'let now = 0; exports.handler = async () => { now += 1; const seen = now; await new Promise((done) => setTimeout(done, 250)); now -= 1; return seen; };';

test('invocations that come together run in sandboxes of their own, up to the maximum concurrency', async () => {
  const { worker } = await functionOf(ATTEND, { maximumConcurrency: 3 });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => worker.invoke({})));

  expect(outcomes).toEqual(Array.from({ length: 8 }, () => ({ kind: 'answered', payload: '1' })));
  expect(worker.sandboxes).toBe(3);
});

test('short invocations that come together share a warm sandbox instead of starting others', async () => {
  const { worker } = await functionOf('exports.handler = async () => 1;', { maximumConcurrency: 10 });
  await worker.invoke({});

  await Promise.all(Array.from({ length: 20 }, () => worker.invoke({})));

  expect(worker.sandboxes).toBe(1);
});

test('killing ends the sandbox at work: its invocation crashes, and others go on', async () => {
  const { worker, lines } = await functionOf(
    "exports.handler = async (event) => { console.log('at work'); if (event.hang) await new Promise((done) => setTimeout(done, 60000)); return 1; };",
  );
  const invocation = worker.invoke({ hang: true });
  await until(() => lines.length > 0);

  expect(worker.kill()).toBe(true);

  expect(await invocation).toMatchObject({ kind: 'crashed' });
  expect(await worker.invoke({})).toEqual({ kind: 'answered', payload: '1' });
});

test('what waits for a sandbox that is killed gets another', async () => {
  const { worker, lines } = await functionOf(
    "exports.handler = async (event) => { console.log('at work'); if (event.hang) await new Promise((done) => setTimeout(done, 60000)); return 1; };",
    { maximumConcurrency: 1 },
  );
  const hanging = worker.invoke({ hang: true });
  await until(() => lines.length > 0);
  const waiting = worker.invoke({});

  worker.kill();

  expect(await hanging).toMatchObject({ kind: 'crashed' });
  expect(await waiting).toEqual({ kind: 'answered', payload: '1' });
});

test('after the stop nothing is invoked', async () => {
  const { worker } = await functionOf('exports.handler = async () => 1;');

  await worker.stop();

  expect(await worker.invoke({})).toMatchObject({ kind: 'throttled' });
});

test('what the handler writes arrives line by line, and before its answer', async () => {
  const { worker, lines } = await functionOf(
    "exports.handler = async () => { process.stdout.write('one\\ntw'); process.stdout.write('o\\n'); console.error('three'); };",
  );

  await worker.invoke({});

  expect(lines).toEqual(['one', 'two', 'three']);
});
