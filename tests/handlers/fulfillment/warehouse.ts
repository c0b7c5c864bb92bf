/** Orders and shelves for the fulfillment tests. */
import type { EventOf } from '../../../events/contract.ts';
import type { Numbers } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

/** Units by SKU. */
export type Units = Readonly<Record<string, number>>;

/** An order of these lines, in this order; a SKU may stand on several. */
export function placedOrder(
  lines: readonly (readonly [sku: string, quantity: number])[],
  orderId = 'order-1',
): EventOf<'order.placed'> {
  const data = { lines: lines.map(([sku, quantity]) => ({ sku, quantity, unitPriceMinor: 100 })) };
  return event('order.placed', { orderId, data });
}

/** `count` SKUs, one unit of each, named so that their order is their number's. */
export function manyLines(count: number): [sku: string, quantity: number][] {
  return Array.from({ length: count }, (_, index) => [skuOf(index), 1]);
}

export function skuOf(index: number): string {
  return `sku-${String(index).padStart(4, '0')}`;
}

/** A shelf as the driver of deciders keeps it. */
export function shelf(units: Units): Numbers {
  return new Map(Object.entries(units).map(([sku, available]) => [`stock/${sku}/available`, available]));
}

export function unitsOn(numbers: Numbers): Units {
  return Object.fromEntries([...numbers].map(([address, units]) => [address.split('/')[1] ?? '', units]));
}

/** The same number of each of `count` SKUs. */
export function stocked(count: number, available: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [skuOf(index), available]));
}
