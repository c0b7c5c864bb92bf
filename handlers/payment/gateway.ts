/** The port to a payment provider, and what it promises. */

/** What a gateway is asked to take. */
export interface CaptureRequest {
  /** Derived from the event: the same key always answers the same, and never charges again. */
  readonly idempotencyKey: string;
  readonly orderId: string;
  /** A token of the provider; never a card number. */
  readonly paymentToken: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/*
 * Amounts are in the minor units of ISO 4217. A provider's own exponents may differ, and its adapter converts: Stripe counts ISK and UGX in
 * hundredths, where ISO 4217 has no minor unit. https://docs.stripe.com/currencies#special-cases
 */
export interface RefundRequest {
  readonly idempotencyKey: string;
  readonly chargeId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export type CaptureOutcome =
  | { readonly kind: 'captured'; readonly chargeId: string }
  /** The bank said no, and will say no again. */
  | { readonly kind: 'declined'; readonly reason: string };

export interface RefundOutcome {
  readonly refundId: string;
}

/**
 * A payment provider. Both calls are idempotent by key **for as long as a message may live** (queue and dead-letter queue
 * retention: 18 days, and longer after a restore from an archive). A provider that forgets keys sooner (Stripe: after 24 hours)
 * needs an adapter that looks the charge up by its order id first.
 *
 * They throw TransientError when nobody knows whether it happened (outage, time-out), and PermanentError when it never can.
 */
export interface PaymentGateway {
  capture(request: CaptureRequest): Promise<CaptureOutcome>;
  refund(request: RefundRequest): Promise<RefundOutcome>;
}
