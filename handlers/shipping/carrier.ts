/** The port to a carrier, and what it promises. */
import type { DataOf } from '../../events/contract.ts';

export interface BookingRequest {
  /** Derived from the order: the same key always answers the same, and never books a second parcel. */
  readonly idempotencyKey: string;
  readonly orderId: string;
  /** Personal data: it goes to the carrier, and nowhere else. */
  readonly address: Address;
  readonly items: readonly Item[];
}

export type Address = DataOf<'order.placed'>['shippingAddress'];
export type Item = DataOf<'fulfillment.packed'>['items'][number];

export type BookingOutcome =
  | { readonly kind: 'booked'; readonly carrier: string; readonly trackingNumber: string }
  /** The carrier delivers nothing to this address, and will say so again. */
  | { readonly kind: 'undeliverable'; readonly carrier: string };

/**
 * A carrier. The call is idempotent by key **for as long as a message may live** (queue and dead-letter queue retention: 18
 * days, and longer after a restore from an archive). A carrier that forgets keys sooner needs an adapter that looks the parcel
 * up by its order id first.
 *
 * It throws TransientError when nobody knows whether it happened (outage, time-out), and PermanentError when it never can.
 */
export interface Carrier {
  book(request: BookingRequest): Promise<BookingOutcome>;
}
