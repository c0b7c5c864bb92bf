/** Commits with joined writes: the record and other items change in one transaction, or not at all. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CancellationReason, DynamoDb, Item } from '../aws/ports.ts';
import { errorName } from '../aws/ports.ts';
import { PermanentError, TransientError } from '../consumer/errors.ts';
import { type JoinedWrite, MAX_JOINED_WRITES, type Refusal } from './joined-write.ts';
import { atVersion, itemOf } from './record-item.ts';
import type { Commit, CommitResult } from './record-store.ts';
import { storeError } from './store-error.ts';

/** The partition key of a service's own tables. */
export const OWN_TABLE_KEY = 'key';

/** The table that a name of the topology stands for. */
export type TableNames = (name: string) => string;

type Conflict = (subject: string, found: Item | undefined) => Promise<CommitResult>;

export function transactions(dynamoDb: DynamoDb, records: string, tables: TableNames, conflict: Conflict) {
  return async (commit: Commit): Promise<CommitResult> => {
    if (commit.join.length > MAX_JOINED_WRITES) {
      throw new PermanentError(
        'TooManyWrites',
        `${commit.join.length} writes cannot join one record, ${MAX_JOINED_WRITES} can`,
      );
    }
    const record = { Put: { TableName: records, Item: itemOf(commit), ...atVersion(commit.next.version - 1) } };
    try {
      await dynamoDb.transactWriteItems({
        TransactItems: [record, ...commit.join.map((write) => actionOf(write, tables))],
      });
      return { kind: 'committed' };
    } catch (error) {
      return cancelled(commit, records, error, conflict);
    }
  };
}

async function cancelled(commit: Commit, records: string, error: unknown, conflict: Conflict): Promise<CommitResult> {
  const [ofRecord, ...ofJoined] = reasonsOf(error);
  if (ofRecord?.Code === 'ConditionalCheckFailed') return conflict(commit.next.subject, ofRecord.Item);
  const busy = [ofRecord, ...ofJoined].find(({ Code } = {}) => Code !== 'None' && Code !== 'ConditionalCheckFailed');
  if (busy !== undefined) {
    const code = busy.Code ?? 'UnknownError';
    throw new TransientError(code, `DynamoDB cancelled a transaction on ${records}: ${code}`, error);
  }
  const refusals = commit.join.flatMap((write, index): Refusal[] => {
    const reason = ofJoined[index];
    return reason?.Code === 'ConditionalCheckFailed' ? [{ write, found: numbersOf(reason.Item) }] : [];
  });
  if (refusals.length === 0) throw storeError(`in a transaction on ${records}`, error);
  return { kind: 'refused', refusals };
}

function reasonsOf(error: unknown): CancellationReason[] {
  if (errorName(error) !== 'TransactionCanceledException') throw storeError('in a transaction', error);
  return (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];
}

function numbersOf(item: Item | undefined): Record<string, number> | undefined {
  if (item === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  );
}

function actionOf(write: JoinedWrite, tables: TableNames): TransactWriteItem {
  const TableName = tables(write.table);
  const Key = { [OWN_TABLE_KEY]: { S: write.key } };
  const refusal = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  switch (write.kind) {
    case 'put':
      return {
        Put: {
          TableName,
          Item: { ...Key, ...attributesOf(write.attributes) },
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': OWN_TABLE_KEY },
          ...refusal,
        },
      };
    case 'add': {
      const atLeast = write.atLeast ?? 0;
      return {
        Update: {
          TableName,
          Key,
          UpdateExpression: 'ADD #number :by',
          ExpressionAttributeNames: { '#number': write.attribute },
          ExpressionAttributeValues: {
            ':by': { N: String(write.by) },
            ...(atLeast > 0 && { ':least': { N: String(atLeast) } }),
          },
          ...(atLeast > 0 && { ConditionExpression: '#number >= :least' }),
          ...refusal,
        },
      };
    }
    case 'advance':
      return {
        Update: {
          TableName,
          Key,
          UpdateExpression: 'SET #number = :to',
          ConditionExpression:
            write.from === 0 ? 'attribute_not_exists(#number) OR #number = :from' : '#number = :from',
          ExpressionAttributeNames: { '#number': write.attribute },
          ExpressionAttributeValues: { ':from': { N: String(write.from) }, ':to': { N: String(write.to) } },
          ...refusal,
        },
      };
  }
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): Item {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );
}
