/**
 * What a table takes in a second: an item, and the partition that it is in with others, 1,000 write units and 3,000 read units.
 * A new table on demand has partitions for 4,000 write units; one that was warmed, for more. What DynamoDB adds later, when it splits
 * partitions that stay busy, is left out, and so is what it saves up in quiet minutes: no promise may depend on either.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
import type { Clock } from '../../clock/clock.ts';
import type { Units } from './request-units.ts';

const UNITS_PER_SECOND: Units = { read: 3_000, write: 1_000 };
const NEW_TABLE_WRITE_UNITS = 4_000;

interface Bucket {
  left: number;
  at: number;
}

export class Throughput {
  readonly #time: Clock;
  /** How many partitions each table has. */
  readonly #partitions = new Map<string, number>();
  readonly #buckets = new Map<string, Bucket>();

  constructor(time: Clock) {
    this.#time = time;
  }

  /** The table takes so many write units a second, spread over its keys. */
  warm(table: string, writeUnits: number): void {
    this.#partitions.set(table, Math.ceil(writeUnits / UNITS_PER_SECOND.write));
  }

  /** Whether the item's partition has nothing left now, of units of this kind. */
  isExhausted(item: string, kind: keyof Units): boolean {
    return this.#bucketOf(item, kind).left <= 0;
  }

  /** One request may take more than is left: then nothing is for a while. */
  take(item: string, kind: keyof Units, units: number): void {
    this.#bucketOf(item, kind).left -= units;
  }

  #bucketOf(item: string, kind: keyof Units): Bucket {
    const perSecond = UNITS_PER_SECOND[kind];
    const now = this.#time.now();
    const name = `${kind} ${this.#partitionOf(item)}`;
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      bucket = { left: perSecond, at: now };
      this.#buckets.set(name, bucket);
    }
    bucket.left = Math.min(perSecond, bucket.left + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    return bucket;
  }

  #partitionOf(item: string): string {
    const table = item.slice(0, item.indexOf('/'));
    const count = this.#partitions.get(table) ?? NEW_TABLE_WRITE_UNITS / UNITS_PER_SECOND.write;
    return `${table} ${hashOf(item) % count}`;
  }
}

/** Spreads keys evenly; FNV-1a. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
