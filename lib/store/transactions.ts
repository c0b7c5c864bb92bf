/** Commits with joined writes: the record and other items change in one transaction, or not at all. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CancellationReason, DynamoDb, Item } from '../aws/ports.ts';
import { errorName } from '../aws/ports.ts';
import { isRefusedForGood } from '../aws/refusals.ts';
import { PermanentError, TransientError } from '../errors.ts';
import { type JoinedWrite, MAX_JOINED_WRITES, type Refusal } from './joined-write.ts';
import { atVersion, itemOf } from './record-item.ts';
import type { Commit, CommitResult } from './record-store.ts';
import { storeError } from './store-error.ts';

/** The partition key of a service's own tables. */
export const OWN_TABLE_KEY = 'key';

/** The table that a name of the topology stands for. */
export type TableNames = (name: string) => string;

/** Makes a result of a record that is not as the commit expected it; what was found is loaded if DynamoDB did not give it. */
export type Conflict = (subject: string, found: Item | undefined) => Promise<CommitResult>;

export function transactions(dynamoDb: DynamoDb, records: string, tables: TableNames, conflict: Conflict) {
  return async (commit: Commit): Promise<CommitResult> => {
    if (commit.join.length > MAX_JOINED_WRITES) {
      throw new PermanentError(
        'TooManyWrites',
        `${commit.join.length} writes cannot join one record, ${MAX_JOINED_WRITES} can`,
      );
    }
    try {
      await dynamoDb.transactWriteItems({
        TransactItems: [actionOfRecord(commit, records), ...commit.join.map((write) => actionOf(write, tables))],
      });
      return { kind: 'committed' };
    } catch (error) {
      return cancelled(commit, records, error, conflict);
    }
  };
}

/** Writes the record of a commit, if it is still as it was. */
export function actionOfRecord(commit: Commit, records: string): TransactWriteItem {
  return { Put: { TableName: records, Item: itemOf(commit), ...atVersion(commit.next.version - 1) } };
}

async function cancelled(commit: Commit, records: string, error: unknown, conflict: Conflict): Promise<CommitResult> {
  const reasons = reasonsOf(error, records);
  const [ofRecord, ...ofJoined] = reasons;
  if (failedCondition(ofRecord)) return conflict(commit.next.subject, ofRecord?.Item);
  const failure = failureIn(reasons, records);
  if (failure !== undefined) throw failure;
  const refusals = commit.join.flatMap((write, index): Refusal[] => {
    const reason = ofJoined[index];
    return failedCondition(reason) ? [{ write, found: numbersOf(reason?.Item) }] : [];
  });
  if (refusals.length === 0) throw storeError(`in a transaction on ${records}`, error);
  return { kind: 'refused', refusals };
}

/** Why a transaction was cancelled, one reason per action. Throws TransientError or PermanentError when it was not cancelled, but failed. */
export function reasonsOf(error: unknown, records: string): CancellationReason[] {
  if (errorName(error) !== 'TransactionCanceledException') throw storeError(`in a transaction on ${records}`, error);
  return (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];
}

export function failedCondition(reason: CancellationReason | undefined): boolean {
  return reason?.Code === 'ConditionalCheckFailed';
}

/** The first reason that is no condition, as an error: of one record's own transaction, a refusal of what is in it is for good. */
export function failureIn(
  reasons: readonly CancellationReason[],
  records: string,
): TransientError | PermanentError | undefined {
  const failure = reasons.find((reason) => reason.Code !== 'None' && !failedCondition(reason));
  if (failure === undefined) return undefined;
  const code = failure.Code ?? 'UnknownError';
  const message = `DynamoDB cancelled a transaction on ${records}: ${code}`;
  return isRefusedForGood(code, failure.Message)
    ? new PermanentError(code, message)
    : new TransientError(code, message);
}

/** The numbers of an item, by attribute. */
export function numbersOf(item: Item | undefined): Record<string, number> | undefined {
  if (item === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  );
}

/** The action of a joined write. */
export function actionOf(write: JoinedWrite, tables: TableNames): TransactWriteItem {
  const TableName = tables(write.table);
  const Key = { [OWN_TABLE_KEY]: { S: write.key } };
  const refusal = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  switch (write.kind) {
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
