/** Stock: what left the shelves is what was shipped, SKU by SKU, and no shelf was ever overdrawn. */

import type { RetailOrder } from '../../resources/load/online-retail.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { type Snapshot, statusOf } from '../demo/snapshot.ts';
import { type Check, noneOf } from './invariant.ts';

export const stockLeftIsWhatWasShipped: Check = (offered, snapshot) => {
  const { before, after } = snapshot.shelves;
  const shipped = shippedUnits(offered, snapshot);
  const wrong = [...before].flatMap(([sku, units]) => {
    const left = units - (after.get(sku) ?? 0);
    const expected = shipped.get(sku) ?? 0;
    return left === expected ? [] : [`${sku}: ${left} left the shelf, ${expected} were shipped`];
  });
  const total = [...shipped.values()].reduce((sum, units) => sum + units, 0);
  return noneOf(
    'initial stock - final stock = units shipped, of every SKU',
    wrong,
    `${total} units of ${shipped.size} SKUs`,
  );
};

export const noShelfIsOverdrawn: Check = (_, { shelves }) => {
  const overdrawn = [...shelves.after].filter(([, units]) => units < 0).map(([sku, units]) => `${sku}: ${units}`);
  return noneOf('no stock is below zero', overdrawn, `${shelves.after.size} SKUs`);
};

/** By SKU, as the file says of the orders that the history calls shipped. */
export function shippedUnits({ accepted }: Offered, snapshot: Snapshot): Map<string, number> {
  const units = new Map<string, number>();
  for (const [orderId, order] of accepted) {
    if (statusOf(snapshot, orderId) === 'shipped') addLines(units, order);
  }
  return units;
}

function addLines(units: Map<string, number>, { body }: RetailOrder): void {
  for (const { sku, quantity } of body.lines) units.set(sku, (units.get(sku) ?? 0) + Number(quantity));
}
