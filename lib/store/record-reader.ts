/** The reader of records on DynamoDB: one read request for up to 100 orders that are asked for at once. */
import type { DynamoDb } from '../aws/ports.ts';
import type { EndOfTurn } from './batching.ts';
import { type Read, reads } from './reads.ts';
import { recordOf } from './record-item.ts';
import { absentRecord, type RecordReader, type StoredRecord } from './record-store.ts';
import { storeError } from './store-error.ts';

/**
 * Reads the table `records`. What is asked for until `endOfTurn` (default: of the current turn of the event loop) is one request: a
 * `GetItem` for one order, a `BatchGetItem` for several.
 *
 * @example
 * const histories = recordReader(dynamoDb, 'fanfare-dev-orders');
 * const { version, facts } = await histories.load(orderId);
 */
export function recordReader(
  dynamoDb: Pick<DynamoDb, 'getItem' | 'batchGetItem'>,
  records: string,
  endOfTurn: EndOfTurn = setImmediate,
): RecordReader {
  const read = reads(dynamoDb, records, endOfTurn);
  return { load: (subject) => load(read, records, subject) };
}

async function load(read: Read, records: string, subject: string): Promise<StoredRecord> {
  try {
    const item = await read(subject);
    return item === undefined ? absentRecord(subject) : recordOf(item);
  } catch (error) {
    throw storeError(`reading from ${records}`, error);
  }
}
