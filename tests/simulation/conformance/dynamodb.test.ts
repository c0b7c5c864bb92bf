/**
 * The simulated DynamoDB must not flatter us: the same operations, on it and on the embedded engine, must get the same answers. Where AWS
 * documents a limit that the engine does not have, the simulated one keeps to AWS; its own tests show that.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDb } from '../../../lib/aws/clients.ts';
import type { DynamoDb, Item } from '../../../lib/aws/ports.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { SimulatedDynamoDb } from '../../../lib/simulator/aws/simulated-dynamodb.ts';
import { directDynamoDb } from '../../../lib/simulator/aws/simulated-ports.ts';
import { createTable, startTestEngines } from '../../rig/engines.ts';
import { NO_METRICS } from '../stack.ts';

import { answerOf } from './answers.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

describe('DynamoDB', () => {
  const RECORDS = 'records';
  const STOCK = 'stock';
  const record = (subject: string, version: number, more: Item = {}): Item => ({
    subject: { S: subject },
    version: { N: String(version) },
    ...more,
  });
  const ifAbsent = {
    ConditionExpression: 'attribute_not_exists(subject)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  const atVersion = (version: number) =>
    ({
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': { N: String(version) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }) as const;
  const add = (key: string, by: number, least = 0) => ({
    Update: {
      TableName: STOCK,
      Key: { key: { S: key } },
      UpdateExpression: 'ADD #number :by',
      ExpressionAttributeNames: { '#number': 'available' },
      ExpressionAttributeValues: { ':by': { N: String(by) }, ...(least > 0 && { ':least': { N: String(least) } }) },
      ...(least > 0 && { ConditionExpression: '#number >= :least' }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  });
  const advance = (key: string, from: number) => ({
    Update: {
      TableName: STOCK,
      Key: { key: { S: key } },
      UpdateExpression: 'SET #number = :to',
      ConditionExpression: from === 0 ? 'attribute_not_exists(#number) OR #number = :from' : '#number = :from',
      ExpressionAttributeNames: { '#number': 'last' },
      ExpressionAttributeValues: { ':from': { N: String(from) }, ':to': { N: String(from + 1) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  });
  const put = (item: Item, condition: object = {}) => ({ Put: { TableName: RECORDS, Item: item, ...condition } });
  const insert = (item: Item) => ({
    Statement: `INSERT INTO "${RECORDS}" VALUE {${Object.keys(item)
      .map((name) => `'${name}': ?`)
      .join(', ')}}`,
    Parameters: Object.values(item),
  });
  const numbers = (key: string) => (db: DynamoDb) => db.getItem({ TableName: STOCK, Key: { key: { S: key } } });
  const found = (subject: string) => (db: DynamoDb) =>
    db.getItem({ TableName: RECORDS, Key: { subject: { S: subject } } });
  /** In the order of their keys: DynamoDB gives them in any. */
  const several = (...subjects: readonly string[]) => {
    return async (db: DynamoDb) => {
      const Keys = subjects.map((subject) => ({ subject: { S: subject } }));
      const { Responses = {} } = await db.batchGetItem({ RequestItems: { [RECORDS]: { Keys, ConsistentRead: true } } });
      const subjectOf = ({ subject }: Item) => subject?.S ?? '';
      return {
        Items: Responses[RECORDS]?.toSorted((left, right) => (subjectOf(left) < subjectOf(right) ? -1 : 1)),
      };
    };
  };
  const open = (below: string) => (db: DynamoDb) =>
    db.query({
      TableName: RECORDS,
      IndexName: 'open',
      KeyConditionExpression: '#partition = :partition AND #sort < :sort',
      ExpressionAttributeNames: { '#partition': 'shard', '#sort': 'since' },
      ExpressionAttributeValues: { ':partition': { S: '1' }, ':sort': { S: below } },
    });
  const indexed = (subject: string, since: string) => record(subject, 1, { shard: { S: '1' }, since: { S: since } });

  /** In this order: each finds what those before it left. */
  const operations: readonly [string, (db: DynamoDb) => Promise<unknown>][] = [
    ['an item that is not there', found('a')],
    ['a first write', (db) => db.putItem({ TableName: RECORDS, Item: record('a', 1), ...ifAbsent })],
    ['an item that is there', found('a')],
    ['a first write of what is there', (db) => db.putItem({ TableName: RECORDS, Item: record('a', 1), ...ifAbsent })],
    ['a write at the right version', (db) => db.putItem({ TableName: RECORDS, Item: record('a', 2), ...atVersion(1) })],
    ['a write at an old version', (db) => db.putItem({ TableName: RECORDS, Item: record('a', 2), ...atVersion(1) })],
    [
      'a conditional write of what is not there',
      (db) => db.putItem({ TableName: RECORDS, Item: record('x', 2), ...atVersion(1) }),
    ],
    ['a write without a condition', (db) => db.putItem({ TableName: RECORDS, Item: record('a', 7) })],
    [
      'a batch of creates, one of which is there',
      (db) =>
        db.batchExecuteStatement({
          Statements: [insert(record('b', 1)), insert(record('a', 1)), insert(record('c', 1))],
        }),
    ],
    ['several items, one of which is not there', several('c', 'nobody', 'b')],
    ['one item in a batch', several('c')],
    ['one key twice in a batch', several('b', 'b')],
    ['a batch of no keys', several()],
    ['a batch of 101 keys', several(...Array.from({ length: 101 }, (_, n) => `k${n}`))],
    ['what the batch created', found('c')],
    ['what the batch did not create', found('a')],
    [
      '26 statements',
      (db) =>
        db.batchExecuteStatement({ Statements: Array.from({ length: 26 }, (_, n) => insert(record(`s${n}`, 1))) }),
    ],
    [
      'a transaction that adds to nothing',
      (db) => db.transactWriteItems({ TransactItems: [put(record('d', 1), ifAbsent), add('sku', 5)] }),
    ],
    ['the sum', numbers('sku')],
    [
      'a transaction that takes what is there',
      (db) => db.transactWriteItems({ TransactItems: [put(record('d', 2), atVersion(1)), add('sku', -5, 5)] }),
    ],
    [
      'a transaction that takes what is not there',
      (db) => db.transactWriteItems({ TransactItems: [put(record('d', 3), atVersion(2)), add('sku', -1, 1)] }),
    ],
    ['the record after a refused transaction', found('d')],
    [
      'a transaction that takes from an item that never was',
      (db) => db.transactWriteItems({ TransactItems: [put(record('d', 3), atVersion(2)), add('none', -1, 1)] }),
    ],
    [
      'a transaction at an old version',
      (db) => db.transactWriteItems({ TransactItems: [put(record('d', 2), atVersion(1)), add('sku', 1)] }),
    ],
    [
      'a transaction with two reasons',
      (db) => db.transactWriteItems({ TransactItems: [put(record('d', 2), atVersion(1)), add('sku', -9, 9)] }),
    ],
    ['the first number of a series', (db) => db.transactWriteItems({ TransactItems: [advance('series', 0)] })],
    ['the same number again', (db) => db.transactWriteItems({ TransactItems: [advance('series', 0)] })],
    ['the next number', (db) => db.transactWriteItems({ TransactItems: [advance('series', 1)] })],
    ['the counter', numbers('series')],
    ['two actions on one item', (db) => db.transactWriteItems({ TransactItems: [add('sku', 1), add('sku', 1)] })],
    [
      '101 actions',
      (db) => db.transactWriteItems({ TransactItems: Array.from({ length: 101 }, (_, n) => add(`n${n}`, 1)) }),
    ],
    ['an index with nothing in it', open('z')],
    ['a first entry', (db) => db.putItem({ TableName: RECORDS, Item: indexed('q', '2026-02') })],
    ['a second entry, which is older', (db) => db.putItem({ TableName: RECORDS, Item: indexed('p', '2026-01') })],
    [
      'an item outside of the index',
      (db) => db.putItem({ TableName: RECORDS, Item: record('r', 1, { shard: { S: '1' } }) }),
    ],
    ['the index, in its order', open('z')],
    ['the index up to a key', open('2026-02')],
    [
      'an item that is too large',
      (db) => db.putItem({ TableName: RECORDS, Item: record('large', 1, { text: { S: 'x'.repeat(410_000) } }) }),
    ],
    ['a key that is empty', (db) => db.putItem({ TableName: RECORDS, Item: record('', 1) })],
    ['a table that is not there', (db) => db.getItem({ TableName: 'none', Key: { subject: { S: 'a' } } })],
  ];

  it('answers every operation alike', async () => {
    const indexes = { open: { partitionKey: 'shard', sortKey: 'since' } };
    const client = new DynamoDBClient();
    const prefix = randomUUID().slice(0, 8);
    await createTable(client, `${prefix}-${RECORDS}`, 'subject', indexes);
    await createTable(client, `${prefix}-${STOCK}`, 'key');
    client.destroy();
    const simulated = new SimulatedDynamoDb();
    simulated.createTable(RECORDS, 'subject', indexes);
    simulated.createTable(STOCK, 'key');
    const real = prefixed(dynamoDb(NO_METRICS), prefix);
    for (const [name, operation] of operations) {
      const [expected, answer] = [
        await answerOf(operation(real)),
        await answerOf(operation(directDynamoDb(simulated))),
      ];
      expect({ name, answer: comparable(answer) }).toEqual({ name, answer: comparable(expected) });
    }
  });

  /** The engine's tables, by the names used here. */
  function prefixed(real: DynamoDb, prefix: string): DynamoDb {
    const renamed = <T>(input: T): T =>
      JSON.parse(JSON.stringify(input).replaceAll(/"TableName":"|INTO \\"/g, (start) => `${start}${prefix}-`));
    return {
      getItem: (input) => real.getItem(renamed(input)),
      batchGetItem: async ({ RequestItems = {} }) => {
        const [table = '', keys = { Keys: [] }] = Object.entries(RequestItems)[0] ?? [];
        const { Responses } = await real.batchGetItem({ RequestItems: { [`${prefix}-${table}`]: keys } });
        return { Responses: { [table]: Responses?.[`${prefix}-${table}`] ?? [] } };
      },
      query: (input) => real.query(renamed(input)),
      putItem: (input) => real.putItem(renamed(input)),
      batchExecuteStatement: (input) => real.batchExecuteStatement(renamed(input)),
      transactWriteItems: (input) => real.transactWriteItems(renamed(input)),
    };
  }

  /** What our code reads of an answer. dynoxide gives no item with a failed INSERT, which was not asked for here. */
  function comparable(answer: object): object {
    const { error, Item, Items, Responses, reasons } = answer as Record<string, unknown>;
    const statements = (Responses as { Error?: { Code?: string } }[] | undefined)?.map(
      (one) => one.Error?.Code ?? 'done',
    );
    return { error, Item, Items, statements, reasons };
  }
});
