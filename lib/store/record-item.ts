/** A record as a DynamoDB item. Facts, inbox and outbox are JSON text: small, fast, and readable in the console. */
import type { Item } from '../aws/ports.ts';
import type { Commit, StoredRecord } from './record-store.ts';

/** The partition key of every table of records. */
export const KEY = 'subject';

export function itemOf({ next, indexed }: Pick<Commit, 'next' | 'indexed'>): Item {
  const item: Item = {
    [KEY]: { S: next.subject },
    version: { N: String(next.version) },
    facts: { S: JSON.stringify(next.facts) },
    inbox: { S: JSON.stringify(next.inbox) },
    outbox: { S: JSON.stringify(next.outbox) },
  };
  for (const [name, value] of Object.entries(indexed)) item[name] = { S: value };
  return item;
}

/** Only this module's `itemOf` writes such items, so what is in them has our shapes. */
export function recordOf(item: Item): StoredRecord {
  return {
    subject: item[KEY]?.S ?? '',
    version: Number(item.version?.N),
    facts: parse(item.facts?.S),
    inbox: parse(item.inbox?.S),
    outbox: parse(item.outbox?.S),
  };
}

function parse<T>(text: string | undefined): T {
  if (text === undefined) throw new Error('an item without facts, inbox or outbox is not one of our records');
  return JSON.parse(text);
}

/** The condition that the record is still at `version`; 0 means that there is none. */
export function atVersion(version: number) {
  if (version === 0) {
    return {
      ConditionExpression: `attribute_not_exists(${KEY})`,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
  }
  return {
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':version': { N: String(version) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}
