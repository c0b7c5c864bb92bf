import { CreateQueueCommand, type Message, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type Clients, clientsOf } from '../../../lib/local/engines/clients.ts';
import { type MessagingEngine, startFauxqs } from '../../../lib/local/engines/fauxqs.ts';
import { EventSourceMapping } from '../../../lib/local/event-source-mapping.ts';
import { compileFilter } from '../../../lib/local/filter.ts';
import type { Outcome } from '../../../lib/local/functions/outcome.ts';
import type { MappingSettings } from '../../../lib/local/mapping-settings.ts';
import { nobody } from '../../../lib/local/observer.ts';
import { type CountedQueue, depthsOf } from '../../../lib/local/queue-depths.ts';
import { until } from '../../rig/until.ts';

const REGION = 'eu-west-1';

let engine: MessagingEngine;
let clients: Clients;
let queueCount = 0;
const mappings: EventSourceMapping[] = [];

beforeAll(async () => {
  engine = await startFauxqs(REGION);
  clients = clientsOf(REGION, { sns: engine.endpoint, sqs: engine.endpoint, dynamodb: engine.endpoint });
});

afterEach(async () => {
  await Promise.all(mappings.splice(0).map((mapping) => mapping.stop()));
});

afterAll(async () => {
  clients.destroy();
  await engine.stop();
});

type Invoke = (event: SQSEvent) => Outcome | Promise<Outcome>;

interface Scene {
  readonly queue: CountedQueue;
  readonly mapping: EventSourceMapping;
  readonly batches: SQSRecord[][];
  readonly notices: string[];
}

async function sceneOf(
  invoke: Invoke,
  settings: Partial<MappingSettings> = {},
  visibilitySeconds = 600,
): Promise<Scene> {
  const queue = await createQueue(visibilitySeconds);
  const batches: SQSRecord[][] = [];
  const notices: string[] = [];
  const mapping = new EventSourceMapping(
    { ...settingsFor(queue), ...settings },
    {
      queue: engine.queue(queue.url),
      whenFree: async () => undefined,
      invoke: async (event) => {
        batches.push(event.Records);
        return invoke(event);
      },
      notice: (message) => notices.push(message),
      onSettled: nobody.settled,
    },
  );
  mappings.push(mapping);
  return { queue, mapping, batches, notices };
}

async function createQueue(visibilitySeconds: number): Promise<CountedQueue> {
  queueCount += 1;
  const name = `queue-${queueCount}`;
  const Attributes = { VisibilityTimeout: String(visibilitySeconds) };
  const { QueueUrl = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  return { logicalId: name, name, url: QueueUrl, isDeadLetterQueue: false };
}

function settingsFor({ name, url }: CountedQueue): MappingSettings {
  return {
    logicalId: 'Mapping',
    functionName: 'worker',
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:worker',
    queueArn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
    queueUrl: url,
    region: REGION,
    batchSize: 10,
    windowSeconds: 0,
    maximumConcurrency: 2,
    reportsItemFailures: true,
    enabled: true,
    visibilitySeconds: 30,
  };
}

async function send(queue: CountedQueue, bodies: readonly string[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
}

/** What is left in the queue, once nothing is under way. */
async function leftIn({ queue, mapping }: Scene): Promise<number> {
  await mapping.stop();
  const [depth] = await depthsOf([queue], clients.sqs);
  return (depth?.visible ?? 0) + (depth?.inFlight ?? 0);
}

const answer = (value: unknown): Outcome => ({ kind: 'answered', payload: JSON.stringify(value) });
const failed = (kind: 'threw' | 'timed-out' | 'crashed' | 'throttled') => (): Outcome => ({
  kind,
  error: { errorType: 'Error', errorMessage: 'no luck' },
});
const idOf = (body: string, { Records }: SQSEvent) => Records.find((record) => record.body === body)?.messageId;
const failing = (...bodies: string[]): Invoke => {
  return (event) => answer({ batchItemFailures: bodies.map((body) => ({ itemIdentifier: idOf(body, event) })) });
};

interface Row {
  readonly answers: string;
  readonly with: Invoke;
  readonly stays: number;
  readonly because?: string;
}

const OF_THREE_WITH_REPORTING: readonly Row[] = [
  { answers: 'null', with: () => answer(null), stays: 0 },
  { answers: 'nothing', with: () => answer(undefined), stays: 0 },
  { answers: 'an empty object', with: () => answer({}), stays: 0 },
  { answers: 'an object about something else', with: () => answer({ statusCode: 200 }), stays: 0 },
  { answers: 'a null list', with: () => answer({ batchItemFailures: null }), stays: 0 },
  { answers: 'an empty list', with: () => answer({ batchItemFailures: [] }), stays: 0 },
  { answers: 'one id', with: failing('b'), stays: 1 },
  { answers: 'two ids', with: failing('a', 'c'), stays: 2 },
  { answers: 'the same id twice', with: failing('a', 'a'), stays: 1 },
  { answers: 'all ids', with: failing('a', 'b', 'c'), stays: 3 },
  {
    answers: 'an id and an unknown one',
    with: (event) => answer({ batchItemFailures: [{ itemIdentifier: idOf('a', event) }, { itemIdentifier: 'x' }] }),
    stays: 3,
    because: 'itemIdentifier x is not in the batch',
  },
  {
    answers: 'an empty id',
    with: () => answer({ batchItemFailures: [{ itemIdentifier: '' }] }),
    stays: 3,
    because: 'an itemIdentifier is missing, null or empty',
  },
  {
    answers: 'a null id',
    with: () => answer({ batchItemFailures: [{ itemIdentifier: null }] }),
    stays: 3,
    because: 'an itemIdentifier is missing, null or empty',
  },
  {
    answers: 'an id under a wrong name',
    with: (event) => answer({ batchItemFailures: [{ messageId: idOf('a', event) }] }),
    stays: 3,
    because: 'an itemIdentifier is missing, null or empty',
  },
  {
    answers: 'ids that are no objects',
    with: (event) => answer({ batchItemFailures: [idOf('a', event)] }),
    stays: 3,
    because: 'an itemIdentifier is missing, null or empty',
  },
  {
    answers: 'a list that is none',
    with: () => answer({ batchItemFailures: 'a' }),
    stays: 3,
    because: 'batchItemFailures is not a list',
  },
  { answers: 'text', with: () => answer('done'), stays: 3, because: 'the answer is neither null nor an object' },
  { answers: 'a list', with: () => answer([]), stays: 3, because: 'the answer is neither null nor an object' },
  { answers: 'with a throw', with: failed('threw'), stays: 3, because: 'Error: no luck' },
  { answers: 'too late', with: failed('timed-out'), stays: 3, because: 'Error: no luck' },
  { answers: 'with a crash', with: failed('crashed'), stays: 3, because: 'Error: no luck' },
  { answers: 'by being throttled', with: failed('throttled'), stays: 3, because: 'Error: no luck' },
];

describe('of a batch of three, with ReportBatchItemFailures, when the function answers', () => {
  test.each(OF_THREE_WITH_REPORTING)('$answers: $stays stay in the queue', async (row) => {
    const scene = await sceneOf(row.with);
    await send(scene.queue, ['a', 'b', 'c']);

    scene.mapping.resume();
    await until(() => scene.batches.length > 0);

    expect(await leftIn(scene)).toBe(row.stays);
    expect(scene.notices).toEqual(row.because === undefined ? [] : [`batch of 3 failed: ${row.because}`]);
  });
});

const OF_THREE_WITHOUT_REPORTING: readonly Row[] = [
  { answers: 'nothing', with: () => answer(undefined), stays: 0 },
  { answers: 'one id', with: failing('b'), stays: 0 },
  { answers: 'text', with: () => answer('done'), stays: 0 },
  { answers: 'with a throw', with: failed('threw'), stays: 3 },
  { answers: 'too late', with: failed('timed-out'), stays: 3 },
];

describe('of a batch of three, without ReportBatchItemFailures, when the function answers', () => {
  test.each(OF_THREE_WITHOUT_REPORTING)('$answers: $stays stay in the queue', async (row) => {
    const scene = await sceneOf(row.with, { reportsItemFailures: false });
    await send(scene.queue, ['a', 'b', 'c']);

    scene.mapping.resume();
    await until(() => scene.batches.length > 0);

    expect(await leftIn(scene)).toBe(row.stays);
  });
});

test('a message that failed comes again when its visibility timeout ends, counted', async () => {
  const scene = await sceneOf(
    ({ Records }) => answer(Records[0]?.attributes.ApproximateReceiveCount === '1' ? [] : {}),
    {},
    1,
  );
  await send(scene.queue, ['a']);

  scene.mapping.resume();
  await until(() => scene.batches.length === 2);

  expect(await leftIn(scene)).toBe(0);
  expect(scene.batches[1]?.[0]?.attributes.ApproximateReceiveCount).toBe('2');
});

test('a batch holds at most the batch size', async () => {
  const scene = await sceneOf(() => answer({}), { batchSize: 4 });
  await send(scene.queue, bodies(9));

  scene.mapping.resume();
  await until(() => scene.batches.flat().length === 9);

  expect(scene.batches.map((batch) => batch.length)).toEqual([4, 4, 1]);
});

test('a batch larger than one receive gives is gathered from several', async () => {
  const scene = await sceneOf(() => answer({}), { batchSize: 25, windowSeconds: 5 });
  await send(scene.queue, bodies(25));

  scene.mapping.resume();
  await until(() => scene.batches.length > 0);

  expect(scene.batches.map((batch) => batch.length)).toEqual([25]);
  expect(await leftIn(scene)).toBe(0);
});

test('a batch that does not fill goes when its window ends, with what came meanwhile', async () => {
  const scene = await sceneOf(() => answer({}), { batchSize: 10, windowSeconds: 1 });
  await send(scene.queue, ['a', 'b']);
  const began = Date.now();

  scene.mapping.resume();
  await until(() => !scene.mapping.isQuiet);
  await send(scene.queue, ['c']);
  await until(() => scene.batches.length > 0);

  expect(scene.batches.map((batch) => batch.map(({ body }) => body).sort())).toEqual([['a', 'b', 'c']]);
  expect(Date.now() - began).toBeGreaterThanOrEqual(990);
});

test('without a window a message does not wait for others', async () => {
  const scene = await sceneOf(() => answer({}));
  scene.mapping.resume();
  const began = Date.now();

  await send(scene.queue, ['a']);
  await until(() => scene.batches.length > 0);

  expect(Date.now() - began).toBeLessThan(900);
});

test('never more batches are under way than the maximum concurrency, and what could not be invoked is not received', async () => {
  const release: (() => void)[] = [];
  const scene = await sceneOf(() => new Promise((resolve) => release.push(() => resolve(answer({})))), {
    batchSize: 1,
    maximumConcurrency: 3,
  });
  await send(scene.queue, bodies(8));

  scene.mapping.resume();
  let released = 0;
  while (released < 8) {
    await until(() => release.length >= Math.min(8, released + 3));
    const [depth] = await depthsOf([scene.queue], clients.sqs);
    expect(scene.batches.length - released).toBeLessThanOrEqual(3);
    expect(depth?.visible).toBe(8 - release.length);
    release[released]?.();
    released += 1;
  }

  expect(await leftIn(scene)).toBe(0);
});

test('while paused nothing is received; once resumed everything is', async () => {
  const scene = await sceneOf(() => answer({}));
  scene.mapping.resume();
  await send(scene.queue, ['a']);
  await until(() => scene.batches.length === 1);

  await scene.mapping.pause();
  await send(scene.queue, ['b']);
  const [depth] = await depthsOf([scene.queue], clients.sqs);
  expect(depth).toMatchObject({ visible: 1, inFlight: 0 });
  scene.mapping.resume();
  await until(() => scene.batches.length === 2);

  expect(scene.batches[1]?.[0]?.body).toBe('b');
});

test('pausing waits for what is under way', async () => {
  let release: () => void = () => undefined;
  const scene = await sceneOf(
    () =>
      new Promise((resolve) => {
        release = () => resolve(answer({}));
      }),
  );
  await send(scene.queue, ['a']);
  scene.mapping.resume();
  await until(() => scene.batches.length === 1);

  let isPaused = false;
  const pausing = scene.mapping.pause().then(() => {
    isPaused = true;
  });
  expect(isPaused).toBe(false);
  release();
  await pausing;

  expect(await leftIn(scene)).toBe(0);
});

test('messages that the filter leaves out are deleted, and never reach the function', async () => {
  const filter = compileFilter([{ body: { kind: ['wanted'] } }]);
  const scene = await sceneOf(() => answer({}), { filter });
  await send(scene.queue, ['{"kind":"wanted"}', '{"kind":"other"}', 'no JSON']);

  scene.mapping.resume();
  await until(() => scene.batches.length > 0);

  expect(scene.batches.flat().map(({ body }) => body)).toEqual(['{"kind":"wanted"}']);
  expect(await leftIn(scene)).toBe(0);
});

test('a record has the shape that Lambda gives it', async () => {
  const scene = await sceneOf(() => answer({}));
  const sent = await clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: scene.queue.url,
      MessageBody: '{"a":1}',
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'order.placed' },
        count: { DataType: 'Number', StringValue: '7' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from('bytes') },
      },
    }),
  );

  scene.mapping.resume();
  await until(() => scene.batches.length > 0);

  const digits = expect.stringMatching(/^\d{13}$/);
  expect(scene.batches[0]).toEqual([
    {
      messageId: sent.MessageId,
      receiptHandle: expect.stringMatching(/.+/),
      body: '{"a":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: digits,
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: digits,
      },
      messageAttributes: {
        type: { stringValue: 'order.placed', stringListValues: [], binaryListValues: [], dataType: 'String' },
        count: { stringValue: '7', stringListValues: [], binaryListValues: [], dataType: 'Number' },
        raw: { binaryValue: 'Ynl0ZXM=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      md5OfBody: sent.MD5OfMessageBody,
      md5OfMessageAttributes: sent.MD5OfMessageAttributes,
      eventSource: 'aws:sqs',
      eventSourceARN: scene.mapping.settings.queueArn,
      awsRegion: REGION,
    },
  ]);
});

test('a queue that cannot be read is reported, and read again', async () => {
  const queue = await createQueue(30);
  await send(queue, ['a']);
  const real = engine.queue(queue.url);
  const notices: string[] = [];
  const received: unknown[] = [];
  let isDown = true;
  const mapping = new EventSourceMapping(settingsFor(queue), {
    queue: {
      ...real,
      receive: async (most, seconds): Promise<readonly Message[]> => {
        if (!isDown) return real.receive(most, seconds);
        isDown = false;
        throw new Error('connection refused');
      },
    },
    whenFree: async () => undefined,
    invoke: async (event) => {
      received.push(event);
      return answer({});
    },
    notice: (message) => notices.push(message),
    onSettled: nobody.settled,
  });
  mappings.push(mapping);

  mapping.resume();
  await until(() => received.length === 1);

  expect(notices).toEqual(['cannot read the queue, trying again: connection refused']);
});

function bodies(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}
