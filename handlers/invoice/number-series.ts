/** What the last number of a series probably is. A guess is enough: a transaction on a wrong one is refused, and tells the right one. */
import type { DynamoDb } from '../../lib/aws/ports.ts';
import type { Clock } from '../../lib/clock/clock.ts';
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

/** A batch draws its numbers within this time. What a process knew before, another has most probably overtaken. */
const FRESH_MS = 20;

interface Known {
  readonly next: Promise<number>;
  readonly at: number;
}

/**
 * Reads a counter once per batch; after that it takes each number it gave to be drawn, which is so unless another process was
 * faster. A read is half a unit, a refused transaction two for each of its orders. Throws TransientError.
 */
export function countedSeries(
  dynamoDb: Pick<DynamoDb, 'getItem'>,
  table: string,
  clock: Pick<Clock, 'now'>,
): NumberSeries {
  const known = new Map<string, Known>();
  const fresh = (series: string): Promise<number> | undefined => {
    const last = known.get(series);
    return last !== undefined && clock.now() - last.at <= FRESH_MS ? last.next : undefined;
  };
  return {
    lastNumber: ({ series, found }) => {
      const guess = found === undefined ? (fresh(series) ?? lastIn(dynamoDb, table, series)) : Promise.resolve(found);
      const next = guess.then((number) => number + 1);
      known.set(series, { next, at: clock.now() });
      // A counter that could not be read is read again by the next who asks.
      next.catch(() => known.get(series)?.next === next && known.delete(series));
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
