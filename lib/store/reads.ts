/**
 * Reads of records, gathered: one order is a GetItem, several are one BatchGetItem, which costs what as many GetItems cost.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
import type { DynamoDb, Item } from '../aws/ports.ts';
import { mayBeOfOneEntry } from '../aws/refusals.ts';
import { batched, type EndOfTurn, type Waiting } from './batching.ts';
import { KEY } from './record-item.ts';

type ReadPort = Pick<DynamoDb, 'getItem' | 'batchGetItem'>;

/** DynamoDB: keys in one BatchGetItem. */
export const MAX_KEYS = 100;

/** Reads the item of a subject as it is now; `undefined` when there is none. Throws what DynamoDB throws. */
export type Read = (subject: string) => Promise<Item | undefined>;

export function reads(dynamoDb: ReadPort, table: string, endOfTurn: EndOfTurn): Read {
  const readAlone: Read = async (subject) => {
    const { Item } = await dynamoDb.getItem({ TableName: table, Key: keyOf(subject), ConsistentRead: true });
    return Item;
  };
  return batched(MAX_KEYS, endOfTurn, async (readers) => {
    const bySubject = Map.groupBy(readers, ({ asked }) => asked);
    if (bySubject.size === 1) {
      for (const [subject, same] of bySubject) answer(same, readAlone(subject));
      return;
    }
    try {
      const { found, left } = await readTogether(dynamoDb, table, [...bySubject.keys()]);
      for (const [subject, same] of bySubject)
        answer(same, left.has(subject) ? readAlone(subject) : found.get(subject));
    } catch (error) {
      // One of the keys may be what DynamoDB refuses: then each is read on its own.
      if (mayBeOfOneEntry(error)) for (const [subject, same] of bySubject) answer(same, readAlone(subject));
      else for (const { reject } of readers) reject(error);
    }
  });
}

function answer(
  readers: readonly Waiting<string, Item | undefined>[],
  item: Item | undefined | ReturnType<Read>,
): void {
  for (const { resolve } of readers) resolve(item);
}

/** `left` is what DynamoDB did not come to: it was busy, or the answer was full. */
async function readTogether(dynamoDb: ReadPort, table: string, subjects: readonly string[]) {
  const { Responses, UnprocessedKeys } = await dynamoDb.batchGetItem({
    RequestItems: { [table]: { Keys: subjects.map(keyOf), ConsistentRead: true } },
  });
  return {
    found: new Map((Responses?.[table] ?? []).map((item) => [item[KEY]?.S, item])),
    left: new Set((UnprocessedKeys?.[table]?.Keys ?? []).map((key) => key[KEY]?.S)),
  };
}

function keyOf(subject: string): Item {
  return { [KEY]: { S: subject } };
}
