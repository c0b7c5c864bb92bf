/** A record store that only reads: what a function that answers for records needs, and may. */
import type { DynamoDb } from '../aws/ports.ts';
import { KEY, recordOf } from './record-item.ts';
import { absentRecord, type RecordStore } from './record-store.ts';
import { storeError } from './store-error.ts';

export type RecordReader = Pick<RecordStore, 'load'>;

export function recordReader(dynamoDb: Pick<DynamoDb, 'getItem'>, table: string): RecordReader {
  return {
    load: async (subject) => {
      try {
        const request = { TableName: table, Key: { [KEY]: { S: subject } }, ConsistentRead: true };
        const { Item } = await dynamoDb.getItem(request);
        return Item === undefined ? absentRecord(subject) : recordOf(Item);
      } catch (error) {
        throw storeError(`reading from ${table}`, error);
      }
    },
  };
}
