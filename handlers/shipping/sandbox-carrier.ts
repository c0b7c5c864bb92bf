/** A carrier to try things with: it delivers everywhere but to one postal code. */
import { uuidV5 } from '../../lib/cloudevents/event-id.ts';
import type { Carrier } from './carrier.ts';

/** An address with this postal code is undeliverable, in any country. */
export const UNDELIVERABLE_POSTAL_CODE = '00000';

const CARRIER = 'sandbox';
const TRACKING_DIGITS = 10;

/** The tracking number is derived from the idempotency key: the same key gives the same parcel in every process and for ever. */
export const sandboxCarrier: Carrier = {
  book: async ({ idempotencyKey, address }) => {
    if (address.postalCode === UNDELIVERABLE_POSTAL_CODE) return { kind: 'undeliverable', carrier: CARRIER };
    return { kind: 'booked', carrier: CARRIER, trackingNumber: trackingNumberOf(idempotencyKey) };
  },
};

function trackingNumberOf(idempotencyKey: string): string {
  const number = BigInt(`0x${uuidV5(idempotencyKey).replaceAll('-', '')}`) % 10n ** BigInt(TRACKING_DIGITS);
  return `SB${String(number).padStart(TRACKING_DIGITS, '0')}GB`;
}
