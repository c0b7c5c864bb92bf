/** Orders: the history of each order. It stores what happened, never more than a line of it, and decides nothing. */

import type { Consumed, EventOf } from '../../events/contract.ts';
import { type Decider, type NoPorts, settle } from '../../lib/consumer/decider.ts';
import { unreachable } from '../../lib/errors.ts';
import type { HistoryEntry, OrderHistory } from './order-history.ts';
import type { service } from './service.ts';

type Event = Consumed<typeof service>;
export type Orders = { facts: OrderHistory; event: Event; emits: never; ports: NoPorts };

export const orders: Decider<Orders> = {
  initial: { events: [] },
  evolve(history, event) {
    const { type, time } = event;
    const note = noteOf(event);
    const entry: HistoryEntry = { type, time, ...(note !== undefined && { note }) };
    const events = [...history.events, entry].sort(byTime);
    return event.type === 'order.placed' ? { ...history, ...headOf(event), events } : { ...history, events };
  },
  decide: (history) => settle(history),
};

/** What a reader wants to know of the order itself: no address, no lines. */
function headOf({ data }: EventOf<'order.placed'>): Partial<OrderHistory> {
  const { customerId, currency, totalMinor, lines, placedBy } = data;
  return { customerId, currency, totalMinor, lines: lines.length, ...(placedBy !== undefined && { placedBy }) };
}

/** One short remark per event. */
function noteOf(event: Event): string | undefined {
  switch (event.type) {
    case 'order.placed':
    case 'payment.captured':
    case 'fulfillment.packed':
      return undefined;
    case 'payment.declined':
    case 'payment.refunded':
    case 'shipment.failed':
      return event.data.reason;
    case 'fulfillment.failed':
      return `${event.data.shortages.length} short`;
    case 'shipment.dispatched':
      return `${event.data.carrier} ${event.data.trackingNumber}`;
    case 'invoice.issued':
      return event.data.invoiceNumber;
    case 'invoice.credited':
      return event.data.creditNoteNumber;
    default:
      return unreachable(event);
  }
}

/** By time, then by type, so that every order of arrival ends in the same history. */
function byTime(left: HistoryEntry, right: HistoryEntry): number {
  return compare(left.time, right.time) || compare(left.type, right.type);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
