import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { errorName } from '../../../lib/aws/ports.ts';
import { ContendedDynamoDb } from '../../../lib/simulator/aws/contended-dynamodb.ts';
import { SimulatedDynamoDb } from '../../../lib/simulator/aws/simulated-dynamodb.ts';
import type { Later } from '../../../lib/simulator/network.ts';
import { worldWith } from './environment.ts';

const never = () => false;
const put = (key: string, text = 'x') => ({ TableName: 'things', Item: { key: { S: key }, text: { S: text } } });
const transaction = (...keys: string[]) => ({
  TransactItems: keys.map((key): TransactWriteItem => ({ Put: put(key) })),
});
const inserts = (...keys: string[]) => ({
  Statements: keys.map((key) => ({
    Statement: `INSERT INTO "things" VALUE {'key': ?}`,
    Parameters: [{ S: key }],
  })),
});

/** What came of each request, in the order in which they ended. */
function tableIn(world = worldWith()) {
  const tables = new SimulatedDynamoDb();
  tables.createTable('things', 'key');
  const dynamoDb = new ContendedDynamoDb(tables, world);
  const ended: string[] = [];
  const report = (name: string, error: unknown): void => {
    const { CancellationReasons } = error as { CancellationReasons?: { Code?: string }[] };
    const reasons = CancellationReasons?.map(({ Code }) => Code).join(', ');
    ended.push(`${name}: ${errorName(error)}${reasons === undefined ? '' : ` (${reasons})`}`);
  };
  const ask = (name: string, request: () => Later<object>): void => {
    try {
      request().begin((outcome) => {
        try {
          const { Responses } = outcome() as { Responses?: { Error?: { Code?: string } }[] };
          const each = Responses?.map((one) => one.Error?.Code ?? 'done').join(', ');
          ended.push(`${name}: ${each ?? 'done'}`);
        } catch (error) {
          report(name, error);
        }
      });
    } catch (error) {
      report(name, error);
    }
  };
  return { dynamoDb, tables, ended, ask, time: world.time };
}

describe('writes that meet, as https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html has it', () => {
  it('a transaction loses to the one that has its item, and is told of which', async () => {
    const { dynamoDb, ask, ended, time } = tableIn();
    ask('first', () => dynamoDb.transactWriteItems(transaction('a', 'b')));
    ask('second', () => dynamoDb.transactWriteItems(transaction('c', 'b')));
    await time.run();
    expect(ended).toEqual(['second: TransactionCanceledException (None, TransactionConflict)', 'first: done']);
  });

  it('a transaction that loses is in others’ way until it has ended', async () => {
    const { dynamoDb, ask, ended, time } = tableIn();
    ask('first', () => dynamoDb.transactWriteItems(transaction('a')));
    ask('loser', () => dynamoDb.transactWriteItems(transaction('b', 'a')));
    ask('third', () => dynamoDb.transactWriteItems(transaction('b')));
    await time.run();
    ask('afterwards', () => dynamoDb.transactWriteItems(transaction('a', 'b')));
    await time.run();
    expect(ended).toEqual([
      'loser: TransactionCanceledException (None, TransactionConflict)',
      'third: TransactionCanceledException (TransactionConflict)',
      'first: done',
      'afterwards: done',
    ]);
  });

  it('a single write loses to a transaction', async () => {
    const { dynamoDb, ask, ended, time } = tableIn();
    ask('transaction', () => dynamoDb.transactWriteItems(transaction('a')));
    ask('write', () => dynamoDb.putItem(put('a')));
    ask('another', () => dynamoDb.putItem(put('b')));
    ask('batch', () => dynamoDb.batchExecuteStatement(inserts('a', 'c'), never));
    await time.run();
    expect(ended).toEqual([
      'write: TransactionConflictException',
      'another: done',
      'batch: TransactionConflict, done',
      'transaction: done',
    ]);
  });

  it('single writes of an item take turns, and a transaction waits for those that came before it', async () => {
    const { dynamoDb, tables, ask, ended, time } = tableIn();
    for (let count = 1; count <= 20; count += 1) ask(`${count}`, () => dynamoDb.putItem(put('a', `text ${count}`)));
    ask('transaction', () => dynamoDb.transactWriteItems({ TransactItems: [{ Put: put('a', 'last') }] }));
    await time.run();
    expect(ended).toEqual([...Array.from({ length: 20 }, (_, index) => `${index + 1}: done`), 'transaction: done']);
    expect(tables.getItem({ TableName: 'things', Key: { key: { S: 'a' } } }).Item?.text?.S).toBe('last');
    // Twenty writes of 0.4 ms at least, and two phases of 2 ms at least.
    expect(time.elapsedMs).toBeGreaterThan(10);
  });

  it('a read during a transaction sees what was there before, and is in nobody’s way', async () => {
    const { dynamoDb, ask, ended, time } = tableIn();
    ask('transaction', () => dynamoDb.transactWriteItems(transaction('a')));
    expect(dynamoDb.getItem({ TableName: 'things', Key: { key: { S: 'a' } } })).toEqual({});
    await time.run();
    expect(ended).toEqual(['transaction: done']);
    expect(dynamoDb.getItem({ TableName: 'things', Key: { key: { S: 'a' } } }).Item).toBeDefined();
  });

  it('a condition is judged when the items are prepared, among conflicts', async () => {
    const { dynamoDb, tables, ask, ended, time } = tableIn();
    tables.putItem(put('old'));
    const ifNew = { ...put('old'), ConditionExpression: 'attribute_not_exists(key)' };
    ask('first', () => dynamoDb.transactWriteItems(transaction('a')));
    ask('second', () => dynamoDb.transactWriteItems({ TransactItems: [{ Put: ifNew }, { Put: put('a') }] }));
    await time.run();
    expect(ended[0]).toBe('second: TransactionCanceledException (ConditionalCheckFailed, TransactionConflict)');
  });
});

describe('throughput, as https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html has it', () => {
  const kilobytes = (count: number) => 'x'.repeat(count * 1_024 - 100);
  const throttledAmong = async (units: number, keyOf: (index: number) => string, warm?: number) => {
    const { dynamoDb, ask, ended, time } = tableIn();
    if (warm !== undefined) dynamoDb.throughput.warm('things', warm);
    // So fast that nothing grows back.
    for (let index = 0; index < units / 100; index += 1) {
      ask('write', () => dynamoDb.putItem(put(keyOf(index), kilobytes(100))));
      await time.run();
    }
    return ended.filter((line) => line.includes('ThrottlingException')).length;
  };

  it('an item takes 1,000 write units a second, and the next second again', async () => {
    expect(await throttledAmong(1_000, () => 'hot')).toBe(0);
    expect(await throttledAmong(1_500, () => 'hot')).toBeGreaterThan(0);
    const { dynamoDb, ask, ended, time } = tableIn();
    for (let count = 0; count < 11; count += 1) {
      ask('write', () => dynamoDb.putItem(put('hot', kilobytes(100))));
      await time.run();
    }
    time.after(1_000, () => ask('later', () => dynamoDb.putItem(put('hot', kilobytes(100)))));
    await time.run();
    expect(ended.at(-1)).toBe('later: done');
  });

  it('a new table takes 4,000 write units a second of many items, and more when it was warmed', async () => {
    expect(await throttledAmong(3_000, (index) => `item ${index}`)).toBe(0);
    expect(await throttledAmong(8_000, (index) => `item ${index}`)).toBeGreaterThan(10);
    expect(await throttledAmong(8_000, (index) => `item ${index}`, 40_000)).toBe(0);
  });

  it('an item gives 3,000 read units a second; a batch leaves what it does not come to', () => {
    const { dynamoDb, tables } = tableIn();
    tables.putItem(put('hot', kilobytes(400)));
    const Key = { key: { S: 'hot' } };
    const read = () => dynamoDb.getItem({ TableName: 'things', Key, ConsistentRead: true });
    for (let count = 0; count < 30; count += 1) expect(read().Item).toBeDefined();
    expect(read).toThrow('Throughput exceeds');
    const batch = dynamoDb.batchGetItem({ RequestItems: { things: { Keys: [Key] } } }, never);
    expect(batch.UnprocessedKeys).toEqual({ things: { Keys: [Key] } });
  });

  it('a transaction is cancelled for an item that has nothing left', async () => {
    const { dynamoDb, tables, ask, ended, time } = tableIn();
    for (let count = 0; count < 11; count += 1) tables.putItem(put('hot', kilobytes(100)));
    ask('transaction', () => dynamoDb.transactWriteItems(transaction('hot')));
    await time.run();
    expect(ended).toEqual(['transaction: TransactionCanceledException (ThrottlingError)']);
  });
});
