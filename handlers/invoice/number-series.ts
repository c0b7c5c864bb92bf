/** What the last number of a series probably is. A guess is enough: a transaction on a wrong one is refused, and tells the right one. */
import type { DynamoDb } from '../../lib/aws/ports.ts';
import { storeError } from '../../lib/store/store-error.ts';
import { OWN_TABLE_KEY } from '../../lib/store/transactions.ts';
import { LAST } from './numbering.ts';

export interface LastNumberRequest {
  readonly series: string;
  /** What the counter was found to have when a guess was wrong. */
  readonly found?: number;
}

/** A type, not an interface: ports are looked up by name. */
export type NumberSeries = {
  lastNumber(request: LastNumberRequest): Promise<number>;
};

/**
 * Reads a counter once per process; after that it takes each number it gave to be drawn, which is so unless another process
 * was faster. Throws TransientError.
 */
export function countedSeries(dynamoDb: Pick<DynamoDb, 'getItem'>, table: string): NumberSeries {
  const last = new Map<string, Promise<number>>();
  return {
    lastNumber: ({ series, found }) => {
      const known = found === undefined ? last.get(series) : Promise.resolve(found);
      const guess = known ?? lastIn(dynamoDb, table, series);
      const drawn = guess.then((number) => number + 1);
      last.set(series, drawn);
      // A counter that could not be read is read again by the next who asks.
      drawn.catch(() => last.get(series) === drawn && last.delete(series));
      return guess;
    },
  };
}

async function lastIn(dynamoDb: Pick<DynamoDb, 'getItem'>, table: string, series: string): Promise<number> {
  try {
    const { Item } = await dynamoDb.getItem({ TableName: table, Key: { [OWN_TABLE_KEY]: { S: series } } });
    return Number(Item?.[LAST]?.N ?? 0);
  } catch (error) {
    throw storeError(`reading the counter ${series} in ${table}`, error);
  }
}
