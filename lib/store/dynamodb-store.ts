/** The record store on DynamoDB: one write request and no read on first contact, for up to 25 orders at once; one read request for up to 100 others. */
import { type DynamoDb, errorName, type Item } from '../aws/ports.ts';
import type { EndOfTurn } from './batching.ts';
import { blindCreates } from './blind-creates.ts';
import { reads } from './reads.ts';
import { atVersion, itemOf, recordOf } from './record-item.ts';
import { absentRecord, type Commit, type CommitResult, type RecordStore, type StoredRecord } from './record-store.ts';
import { sharedTransactions } from './shared-transactions.ts';
import { storeError } from './store-error.ts';
import { type TableNames, transactions } from './transactions.ts';

export function dynamoDbStore(
  dynamoDb: DynamoDb,
  records: string,
  tables: TableNames,
  endOfTurn: EndOfTurn = setImmediate,
): RecordStore {
  const read = reads(dynamoDb, records, endOfTurn);
  const load = async (subject: string): Promise<StoredRecord> => {
    const item = await attempt(`reading from ${records}`, read(subject));
    return item === undefined ? absentRecord(subject) : recordOf(item);
  };
  const conflict = async (subject: string, found: Item | undefined): Promise<CommitResult> => ({
    kind: 'conflict',
    found: found === undefined ? await load(subject) : recordOf(found),
  });
  const create = blindCreates(dynamoDb, records, conflict, endOfTurn);
  const alone = transactions(dynamoDb, records, tables, conflict);
  const transact = sharedTransactions({ dynamoDb, records, tables, conflict, transact: alone, endOfTurn });

  const replace = async (commit: Commit): Promise<CommitResult> => {
    try {
      await dynamoDb.putItem({ TableName: records, Item: itemOf(commit), ...atVersion(commit.next.version - 1) });
      return { kind: 'committed' };
    } catch (error) {
      if (errorName(error) !== 'ConditionalCheckFailedException') throw storeError(`writing to ${records}`, error);
      return conflict(commit.next.subject, foundIn(error));
    }
  };

  return {
    load,
    commit: (commit) => {
      if (commit.join.length > 0) return transact(commit);
      return commit.next.version === 1 ? create(commit) : replace(commit);
    },
  };
}

async function attempt<T>(doing: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw storeError(doing, error);
  }
}

function foundIn(error: unknown): Item | undefined {
  return error instanceof Error && 'Item' in error ? (error.Item as Item | undefined) : undefined;
}
