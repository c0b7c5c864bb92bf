/** What DynamoDB bills on demand: request units, by the size of items. */
import type { Item } from '../../aws/ports.ts';

export interface Units {
  readonly read: number;
  readonly write: number;
}

export interface IndexKeys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const BYTES_PER_WRITE_UNIT = 1_024;
const BYTES_PER_READ_UNIT = 4_096;
/** In a transaction each item is written twice: to prepare, and to commit. */
export const TRANSACTION_FACTOR = 2;

/** Of an item that is written, before or after; of one that is not there. */
export function writeUnitsOf(item: Item | undefined): number {
  return item === undefined ? 1 : Math.ceil(sizeOf(item) / BYTES_PER_WRITE_UNIT);
}

/** Of items that are read together, consistently; half of it otherwise. */
export function readUnitsOf(items: readonly Item[]): number {
  return Math.max(1, Math.ceil(items.reduce((sum, item) => sum + sizeOf(item), 0) / BYTES_PER_READ_UNIT));
}

/** An entry that comes, goes or changes is a write to its index; one whose key changes is two. */
export function indexUnitsOf(
  indexes: Readonly<Record<string, IndexKeys>>,
  before: Item | undefined,
  after: Item,
): number {
  let units = 0;
  for (const name in indexes) {
    const { partitionKey = '', sortKey } = indexes[name] ?? {};
    const keyIn = (item: Item | undefined): string | undefined => {
      const [partition, sort] = [item?.[partitionKey]?.S, sortKey === undefined ? '' : item?.[sortKey]?.S];
      return partition === undefined || sort === undefined ? undefined : `${partition} ${sort}`;
    };
    const [was, is] = [keyIn(before), keyIn(after)];
    if (was !== is) units += (was === undefined ? 0 : 1) + (is === undefined ? 0 : 1);
  }
  return units;
}

/** Names and values, as DynamoDB counts them. An item is never changed, so it is measured once. */
export function sizeOf(item: Item): number {
  const known = sizes.get(item);
  if (known !== undefined) return known;
  let size = 0;
  for (const name in item) {
    const text = item[name]?.S;
    size += name.length + (text === undefined ? NUMBER_BYTES : Buffer.byteLength(text));
  }
  sizes.set(item, size);
  return size;
}

const sizes = new WeakMap<Item, number>();

/** About as many as our numbers take: a byte for two digits, and one. */
const NUMBER_BYTES = 8;
