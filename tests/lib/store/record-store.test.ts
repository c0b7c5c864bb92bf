import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDb } from '../../../lib/aws/clients.ts';
import type { DynamoDb, ItemsRead } from '../../../lib/aws/ports.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import { TransientError } from '../../../lib/errors.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { embeddedMetrics } from '../../../lib/observability/metrics.ts';
import { dynamoDbStore } from '../../../lib/store/dynamodb-store.ts';
import { type JoinedWrite, MAX_JOINED_WRITES } from '../../../lib/store/joined-write.ts';
import { MAX_KEYS } from '../../../lib/store/reads.ts';
import { recordReader } from '../../../lib/store/record-reader.ts';
import { absentRecord, type RecordStore, type StoredRecord } from '../../../lib/store/record-store.ts';
import { createTable, startTestEngines } from '../../rig/engines.ts';

let engines: Engines;
let client: DynamoDBClient;
let real: DynamoDb;
beforeAll(async () => {
  engines = await startTestEngines();
  client = new DynamoDBClient();
  real = dynamoDb(embeddedMetrics({ stage: 'test', service: 'test' }, systemClock, () => undefined));
});
afterAll(async () => {
  client.destroy();
  await engines.stop();
});

let store: RecordStore;
let records: string;
let stock: string;
beforeEach(async () => {
  const id = randomUUID().slice(0, 8);
  records = `${id}-records`;
  stock = `${id}-stock`;
  await createTable(client, records, 'subject');
  await createTable(client, stock, 'key');
  store = dynamoDbStore(real, records, () => stock);
});

const firstOf = (subject: string): StoredRecord => ({
  ...absentRecord(subject),
  version: 1,
  facts: { step: 1 },
  inbox: ['e1'],
});
const commitOf = (next: StoredRecord, join: readonly JoinedWrite[] = []) => ({ next, indexed: {}, join });
const add = (key: string, by: number, atLeast = 0): JoinedWrite => ({
  kind: 'add',
  table: 'stock',
  key,
  attribute: 'available',
  by,
  atLeast,
});

describe('the record store', () => {
  it('answers version 0 for an order it never heard of', async () => {
    expect(await store.load('order-1')).toEqual(absentRecord('order-1'));
  });

  it('gives back what was committed', async () => {
    const record = {
      ...firstOf('order-1'),
      outbox: { e1: [{ type: 'a.b', time: '2026-01-01T00:00:00Z', data: { n: 1 } }] },
    };
    expect(await store.commit(commitOf(record))).toEqual({ kind: 'committed' });
    expect(await store.load('order-1')).toEqual(record);
  });

  it('creates many orders of one turn at once, beyond what one request takes', async () => {
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, index) => store.commit(commitOf(firstOf(`order-${index}`)))),
    );
    expect(results).toEqual(new Array(60).fill({ kind: 'committed' }));
    expect(await store.load('order-59')).toEqual(firstOf('order-59'));
  });

  it('reads many orders of one turn in as few requests as they fit into, also one that is not there', async () => {
    await Promise.all(Array.from({ length: 120 }, (_, index) => store.commit(commitOf(firstOf(`order-${index}`)))));
    const keys: number[] = [];
    const counting: DynamoDb = {
      ...real,
      batchGetItem: (input) => {
        keys.push(input.RequestItems?.[records]?.Keys?.length ?? 0);
        return real.batchGetItem(input);
      },
    };
    const reader = recordReader(counting, records);
    const read = await Promise.all(Array.from({ length: 121 }, (_, index) => reader.load(`order-${index}`)));
    expect(read.slice(0, 120)).toEqual(Array.from({ length: 120 }, (_, index) => firstOf(`order-${index}`)));
    expect(read[120]).toEqual(absentRecord('order-120'));
    expect(keys).toEqual([MAX_KEYS, 21]);
  });

  it('reads by itself what DynamoDB did not come to in a batch', async () => {
    await Promise.all(['order-1', 'order-2'].map((id) => store.commit(commitOf(firstOf(id)))));
    const busy: DynamoDb = {
      ...real,
      batchGetItem: async ({ RequestItems = {} }) => ({ UnprocessedKeys: RequestItems }) as ItemsRead,
    };
    const reader = recordReader(busy, records);
    expect(await Promise.all(['order-1', 'order-2', 'order-1'].map((id) => reader.load(id)))).toEqual([
      firstOf('order-1'),
      firstOf('order-2'),
      firstOf('order-1'),
    ]);
  });

  it('throws a transient error to everybody whose read was in a batch that failed', async () => {
    const down: DynamoDb = {
      ...real,
      batchGetItem: () => Promise.reject(Object.assign(new Error('x'), { name: 'ThrottlingException' })),
    };
    const reader = recordReader(down, records);
    const read = await Promise.allSettled(['order-1', 'order-2'].map((id) => reader.load(id)));
    expect(read).toMatchObject([
      { status: 'rejected', reason: { code: 'ThrottlingException' } },
      { status: 'rejected', reason: { code: 'ThrottlingException' } },
    ]);
  });

  it('hands over the record that is there when a first contact was none', async () => {
    await store.commit(commitOf(firstOf('order-1')));
    const again = await store.commit(commitOf({ ...firstOf('order-1'), facts: 'other' }));
    expect(again).toEqual({ kind: 'conflict', found: firstOf('order-1') });
  });

  it('hands over the record that is there when somebody else wrote in between', async () => {
    const second = { ...firstOf('order-1'), version: 2, inbox: ['e1', 'e2'] };
    await store.commit(commitOf(firstOf('order-1')));
    expect(await store.commit(commitOf(second))).toEqual({ kind: 'committed' });
    expect(await store.commit(commitOf({ ...second, inbox: ['e1', 'e3'] }))).toEqual({
      kind: 'conflict',
      found: second,
    });
  });

  it('throws a transient error when the store does not answer', async () => {
    const down: DynamoDb = {
      ...real,
      batchExecuteStatement: () => Promise.reject(Object.assign(new Error('x'), { name: 'TimeoutError' })),
    };
    const commit = dynamoDbStore(down, records, () => stock).commit(commitOf(firstOf('order-1')));
    await expect(commit).rejects.toThrow(TransientError);
    await expect(commit).rejects.toMatchObject({ code: 'TimeoutError' });
  });

  it('throws a transient error for one statement that was throttled, and commits the others', async () => {
    const throttling: DynamoDb = {
      ...real,
      batchExecuteStatement: async ({ Statements = [] }) => {
        await real.batchExecuteStatement({ Statements: Statements.slice(0, 1) });
        return { Responses: [{}, { Error: { Code: 'ThrottlingError' } }] };
      },
    };
    const throttled = dynamoDbStore(throttling, records, () => stock);
    const [first, second] = await Promise.allSettled(
      ['order-1', 'order-2'].map((id) => throttled.commit(commitOf(firstOf(id)))),
    );
    expect(first).toEqual({ status: 'fulfilled', value: { kind: 'committed' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ThrottlingError' } });
  });
});

describe('joined writes', () => {
  it('become true together with the record', async () => {
    await store.commit(commitOf(firstOf('order-1'), [add('sku-1', 5)]));
    const result = await store.commit(commitOf({ ...firstOf('order-1'), version: 2 }, [add('sku-1', -3, 3)]));
    expect(result).toEqual({ kind: 'committed' });
    expect(await store.commit(commitOf(firstOf('order-2'), [add('sku-1', -3, 3)]))).toMatchObject({ kind: 'refused' });
  });

  it('are refused as a whole, naming each that does not hold and what was found', async () => {
    await store.commit(commitOf(firstOf('order-1'), [add('plenty', 9), add('short', 2)]));
    const writes = [add('plenty', -1, 1), add('short', -3, 3), add('unknown', -1, 1)];
    const result = await store.commit(commitOf(firstOf('order-2'), writes));
    expect(result).toEqual({
      kind: 'refused',
      refusals: [
        { write: writes[1], found: { available: 2 } },
        { write: writes[2], found: undefined },
      ],
    });
    expect(await store.load('order-2')).toEqual(absentRecord('order-2'));
  });

  it('put a conflict of the record before a refusal: what was decided was decided on old facts', async () => {
    await store.commit(commitOf(firstOf('order-1')));
    const result = await store.commit(commitOf(firstOf('order-1'), [add('unknown', -1, 1)]));
    expect(result).toEqual({ kind: 'conflict', found: firstOf('order-1') });
  });

  it('advance a counter only from where it is thought to be', async () => {
    const advance = (from: number): JoinedWrite => ({
      kind: 'advance',
      table: 'stock',
      key: 'counter',
      attribute: 'last',
      from,
      to: from + 1,
    });
    expect(await store.commit(commitOf(firstOf('order-1'), [advance(0)]))).toEqual({ kind: 'committed' });
    expect(await store.commit(commitOf(firstOf('order-2'), [advance(0)]))).toMatchObject({
      refusals: [{ found: { last: 1 } }],
    });
    expect(await store.commit(commitOf(firstOf('order-2'), [advance(1)]))).toEqual({ kind: 'committed' });
  });

  it(`are ${MAX_JOINED_WRITES} at most: a transaction holds 100 actions`, async () => {
    const writes = (count: number) => Array.from({ length: count }, (_, index) => add(`sku-${index}`, 1));
    expect(await store.commit(commitOf(firstOf('order-1'), writes(MAX_JOINED_WRITES)))).toEqual({ kind: 'committed' });
    await expect(store.commit(commitOf(firstOf('order-2'), writes(MAX_JOINED_WRITES + 1)))).rejects.toMatchObject({
      code: 'TooManyWrites',
    });
  });

  it('throw a transient error when the transaction met another one', async () => {
    const contended: DynamoDb = {
      ...real,
      transactWriteItems: () =>
        Promise.reject(
          Object.assign(new Error('x'), {
            name: 'TransactionCanceledException',
            CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
          }),
        ),
    };
    const commit = dynamoDbStore(contended, records, () => stock).commit(
      commitOf(firstOf('order-1'), [add('sku-1', 1)]),
    );
    await expect(commit).rejects.toMatchObject({ code: 'TransactionConflict' });
  });
});
