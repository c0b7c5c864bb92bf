/** The record store on DynamoDB: one write request and no read on first contact, for up to 25 orders at once; one read request for up to 100 others. */
import { type DynamoDb, errorName, type Item } from '../aws/ports.ts';
import type { EndOfTurn } from './batching.ts';
import { blindCreates } from './blind-creates.ts';
import { atVersion, itemOf, recordOf } from './record-item.ts';
import { recordReader } from './record-reader.ts';
import type { Commit, CommitResult, RecordStore } from './record-store.ts';
import { sharedTransactions } from './shared-transactions.ts';
import { storeError } from './store-error.ts';
import { type TableNames, transactions } from './transactions.ts';

/**
 * Reads and writes the table `records`, and writes to the service's own `tables` together with a record. What is asked for until
 * `endOfTurn` (default: of the current turn of the event loop) shares its requests. Who only reads takes a `recordReader`.
 */
export function dynamoDbStore(
  dynamoDb: DynamoDb,
  records: string,
  tables: TableNames,
  endOfTurn: EndOfTurn = setImmediate,
): RecordStore {
  const { load } = recordReader(dynamoDb, records, endOfTurn);
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

function foundIn(error: unknown): Item | undefined {
  return error instanceof Error && 'Item' in error ? (error.Item as Item | undefined) : undefined;
}
