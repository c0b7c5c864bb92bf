/** What an order asks for, by SKU: a SKU may stand on several of its lines. */
import type { DataOf } from './contract.ts';

/** Units of one SKU. */
export type SkuQuantity = DataOf<'fulfillment.packed'>['items'][number];

/** The units of each SKU, sorted by SKU, so that the order of the lines makes no difference. */
export function skuQuantities(lines: DataOf<'order.placed'>['lines']): SkuQuantity[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity })).sort(bySku);
}

function bySku(left: SkuQuantity, right: SkuQuantity): number {
  return left.sku < right.sku ? -1 : 1;
}
