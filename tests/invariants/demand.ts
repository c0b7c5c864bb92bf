/** Demand: what the forecasting service added up is what was ordered, SKU by SKU. */

import type { RetailOrder } from '../../resources/load/online-retail.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { type Snapshot, statusOf } from '../demo/snapshot.ts';
import { type Check, noneOf } from './invariant.ts';

export const demandIsWhatWasOrdered: Check = (offered, snapshot) => {
  const ordered = unitsOf([...offered.accepted.values()]);
  const declined = unitsOf(declinedOrders(offered, snapshot));
  const skus = new Set([...ordered.keys(), ...snapshot.demand.keys()]);
  const wrong = [...skus].flatMap((sku) => {
    const days = snapshot.demand.get(sku)?.days ?? [];
    return [
      ...differing(`ordered of ${sku}`, sum(days.map((day) => day.ordered)), ordered.get(sku)),
      ...differing(`taken back of ${sku}`, sum(days.map((day) => day.takenBack)), declined.get(sku)),
    ];
  });
  const total = sum([...ordered.values()]);
  return noneOf('demand = accepted lines, less those of declined orders', wrong, `${total} units of ${skus.size} SKUs`);
};

function declinedOrders({ accepted }: Offered, snapshot: Snapshot): RetailOrder[] {
  return [...accepted].flatMap(([orderId, order]) => (statusOf(snapshot, orderId) === 'declined' ? [order] : []));
}

function unitsOf(orders: readonly RetailOrder[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of orders.flatMap(({ body }) => body.lines)) {
    units.set(sku, (units.get(sku) ?? 0) + Number(quantity));
  }
  return units;
}

function differing(what: string, found: number, expected = 0): string[] {
  return found === expected ? [] : [`${what}: ${found} were added up, ${expected} were in the orders`];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
