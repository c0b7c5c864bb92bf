/** An order's status, folded from the types of its events: in any order, any number of times. */

import type { EventType } from '../../events/contract.ts';
import { unreachable } from '../../lib/errors.ts';

/** From the least to the most telling: of all statuses that an order's events stand for, the last in this list is its own. */
const STATUSES = [
  'unknown',
  'placed',
  'paid',
  'packed',
  'out-of-stock',
  'undeliverable',
  'declined',
  'refunded',
  'shipped',
] as const;

export type OrderStatus = (typeof STATUSES)[number];

/** The statuses in which nothing more is to be expected. */
const ENDS: readonly OrderStatus[] = ['declined', 'refunded', 'shipped'];

/** `unknown` when none of the events says more than that the order exists. */
export function orderStatus(types: Iterable<EventType>): OrderStatus {
  let rank = 0;
  for (const type of types) rank = Math.max(rank, STATUSES.indexOf(statusAfter(type)));
  return STATUSES[rank] ?? 'unknown';
}

/** True once nothing more is to be expected of the order. */
export function hasEnded(status: OrderStatus): boolean {
  return ENDS.includes(status);
}

function statusAfter(type: EventType): OrderStatus {
  switch (type) {
    case 'order.placed':
      return 'placed';
    case 'payment.captured':
      return 'paid';
    case 'payment.declined':
      return 'declined';
    case 'payment.refunded':
      return 'refunded';
    case 'fulfillment.packed':
      return 'packed';
    case 'fulfillment.failed':
      return 'out-of-stock';
    case 'shipment.dispatched':
      return 'shipped';
    case 'shipment.failed':
      return 'undeliverable';
    case 'invoice.issued':
    case 'invoice.credited':
      return 'unknown';
    default:
      return unreachable(type);
  }
}
