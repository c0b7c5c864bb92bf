/** Shipping: books a carrier once it knows where an order goes and that it is packed, in whichever order it hears of them. */

import type { Consumed, Emitted } from '../../events/contract.ts';
import { ask, type Decider, type Decision, settle } from '../../lib/consumer/decider.ts';
import { unreachable } from '../../lib/errors.ts';
import type { Address, BookingOutcome, Carrier, Item } from './carrier.ts';
import type { service } from './service.ts';

/** What is known of a parcel. Its address is forgotten with the booking: nobody needs it any more. */
export type ShippingFacts =
  | { readonly kind: 'waiting'; readonly address?: Address; readonly items?: readonly Item[] }
  | BookingOutcome;

/** The carrier's calls, by name. */
export type ShippingPorts = Pick<Carrier, 'book'>;

type Emits = Emitted<typeof service>;
export type Shipping = { facts: ShippingFacts; event: Consumed<typeof service>; emits: Emits; ports: ShippingPorts };
type Waiting = Extract<ShippingFacts, { kind: 'waiting' }>;
type Step = Decision<Shipping>;

export const shipping: Decider<Shipping> = {
  initial: { kind: 'waiting' },
  evolve(facts, event) {
    if (facts.kind !== 'waiting') return facts;
    switch (event.type) {
      case 'order.placed':
        return { ...facts, address: event.data.shippingAddress };
      case 'fulfillment.packed':
        return { ...facts, items: event.data.items };
      default:
        return unreachable(event);
    }
  },
  decide: (facts, { subject }) => (facts.kind === 'waiting' ? bookIfReady(facts, subject) : settle(facts)),
};

/** One parcel per order, ever: its key is the order's, whichever event completed what is known. */
function bookIfReady(facts: Waiting, orderId: string): Step {
  const { address, items } = facts;
  if (address === undefined || items === undefined) return settle(facts);
  const request = { idempotencyKey: `book-${orderId}`, orderId, address, items };
  return ask('book', request, (outcome): Step => settle(outcome, announcement(outcome)));
}

function announcement(outcome: BookingOutcome): Emits {
  const { carrier } = outcome;
  switch (outcome.kind) {
    case 'booked':
      return { type: 'shipment.dispatched', data: { carrier, trackingNumber: outcome.trackingNumber } };
    case 'undeliverable':
      return { type: 'shipment.failed', data: { carrier, reason: 'undeliverable' } };
    default:
      return unreachable(outcome);
  }
}
