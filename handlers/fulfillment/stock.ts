/** Stock: what an order needs of it, and the writes that take it, look at it and put it back. */
import type { DataOf } from '../../events/contract.ts';
import type { SkuQuantity } from '../../events/sku-quantities.ts';
import { type JoinedWrite, MAX_JOINED_WRITES, type Refusal } from '../../lib/store/joined-write.ts';

/** The table's name in the topology; its key is the SKU. */
export const STOCK = 'stock';

/** The attribute that holds the units on the shelf. */
export const AVAILABLE = 'available';

/** Distinct SKUs in one transaction: each is one write beside the order's record. */
export const SKUS_AT_ONCE = MAX_JOINED_WRITES;

export type Shortage = DataOf<'fulfillment.failed'>['shortages'][number];

/** `look` changes nothing, and is refused like `take` where stock is short. */
export function stockWrites(items: readonly SkuQuantity[], purpose: 'take' | 'look' | 'put-back'): JoinedWrite[] {
  return items.map(({ sku, quantity }) => {
    const write = { kind: 'add', table: STOCK, key: sku, attribute: AVAILABLE } as const;
    if (purpose === 'put-back') return { ...write, by: quantity };
    return { ...write, by: purpose === 'take' ? -quantity : 0, atLeast: quantity };
  });
}

/** Every SKU whose write was refused, with the units that were there. */
export function shortagesOf(items: readonly SkuQuantity[], refusals: readonly Refusal[]): Shortage[] {
  const found = new Map(refusals.map((refusal) => [refusal.write.key, refusal.found?.[AVAILABLE] ?? 0]));
  return items.flatMap(({ sku, quantity }) => {
    const available = found.get(sku);
    return available === undefined ? [] : [{ sku, requested: quantity, available }];
  });
}
