/** The payment provider and the carrier with their books: what really was charged, refunded and booked, whatever anyone was told. */
import type { CaptureOutcome, CaptureRequest, RefundOutcome, RefundRequest } from '../../handlers/payment/gateway.ts';
import { DECLINED_TOKEN } from '../../handlers/payment/sandbox-gateway.ts';
import type { BookingOutcome, BookingRequest } from '../../handlers/shipping/carrier.ts';
import { UNDELIVERABLE_POSTAL_CODE } from '../../handlers/shipping/sandbox-carrier.ts';

/** Says that a promise was broken. */
export type Accuse = (promise: string, detail: string) => void;

interface Charge {
  readonly orderId: string;
  readonly chargeId: string;
  readonly amountMinor: number;
}

export class Bank {
  readonly #accuse: Accuse;
  readonly #outcomes = new Map<string, { readonly asked: string; readonly outcome: CaptureOutcome }>();
  readonly #refunds = new Map<string, RefundOutcome>();
  /** By charge id. */
  readonly #charges = new Map<string, Charge>();
  readonly #refunded = new Set<string>();
  /** By order id. */
  readonly #kept = new Map<string, number>();

  constructor(accuse: Accuse) {
    this.#accuse = accuse;
  }

  /** Idempotent by key, as `PaymentGateway` promises. */
  capture(request: CaptureRequest): CaptureOutcome {
    const { idempotencyKey, orderId, paymentToken, amountMinor } = request;
    const asked = `${orderId} ${paymentToken} ${amountMinor}`;
    const known = this.#outcomes.get(idempotencyKey);
    if (known !== undefined) {
      if (known.asked !== asked) this.#accuse('one idempotency key, one charge', `${idempotencyKey}: ${asked}`);
      return known.outcome;
    }
    const outcome = this.#charge(request);
    this.#outcomes.set(idempotencyKey, { asked, outcome });
    return outcome;
  }

  refund({ idempotencyKey, chargeId, amountMinor }: RefundRequest): RefundOutcome {
    const known = this.#refunds.get(idempotencyKey);
    if (known !== undefined) return known;
    const charge = this.#charges.get(chargeId);
    if (charge === undefined) this.#accuse('only what was charged is refunded', chargeId);
    else if (charge.amountMinor !== amountMinor) this.#accuse('what was charged is refunded', `${amountMinor}`);
    if (this.#refunded.has(chargeId))
      this.#accuse('nobody is refunded twice', `${charge?.orderId} was, for ${chargeId}`);
    this.#refunded.add(chargeId);
    this.#move(charge?.orderId ?? '', -amountMinor);
    const refund = { refundId: `re-${this.#refunds.size + 1}` };
    this.#refunds.set(idempotencyKey, refund);
    return refund;
  }

  /** What the bank has taken for an order and not given back. */
  keptFor(orderId: string): number {
    return this.#kept.get(orderId) ?? 0;
  }

  #move(orderId: string, amountMinor: number): void {
    this.#kept.set(orderId, this.keptFor(orderId) + amountMinor);
  }

  #charge({ orderId, paymentToken, amountMinor }: CaptureRequest): CaptureOutcome {
    if (paymentToken === DECLINED_TOKEN) return { kind: 'declined', reason: 'card_declined' };
    if (this.#kept.has(orderId)) this.#accuse('nobody is charged twice', `${orderId} was`);
    const charge = { orderId, chargeId: `ch-${this.#charges.size + 1}`, amountMinor };
    this.#charges.set(charge.chargeId, charge);
    this.#move(orderId, amountMinor);
    return { kind: 'captured', chargeId: charge.chargeId };
  }
}

export class ParcelService {
  readonly #accuse: Accuse;
  readonly #outcomes = new Map<string, BookingOutcome>();
  readonly #booked = new Set<string>();

  constructor(accuse: Accuse) {
    this.#accuse = accuse;
  }

  /** Idempotent by key, as `Carrier` promises. */
  book({ idempotencyKey, orderId, address }: BookingRequest): BookingOutcome {
    const known = this.#outcomes.get(idempotencyKey);
    if (known !== undefined) return known;
    const outcome = this.#accept(orderId, address.postalCode);
    this.#outcomes.set(idempotencyKey, outcome);
    return outcome;
  }

  #accept(orderId: string, postalCode: string | undefined): BookingOutcome {
    const carrier = 'parcels';
    if (postalCode === UNDELIVERABLE_POSTAL_CODE) return { kind: 'undeliverable', carrier };
    if (this.#booked.has(orderId)) this.#accuse('nothing is shipped twice', `${orderId} was booked twice`);
    this.#booked.add(orderId);
    return { kind: 'booked', carrier, trackingNumber: `PS${this.#booked.size}` };
  }
}
