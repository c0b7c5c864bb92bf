/** `payment.refunded`: a captured payment was given back in full. Published by payment. */
import { type Static, Type } from 'typebox';
import { AmountMinor, Currency, CustomerId, FailureReason, Label } from './parts.ts';

export const PaymentRefunded = Type.Object({
  refundId: Label,
  chargeId: Label,
  amountMinor: AmountMinor,
  currency: Currency,
  customerId: CustomerId,
  reason: FailureReason,
});
export type PaymentRefunded = Static<typeof PaymentRefunded>;

export const example: PaymentRefunded = {
  refundId: 're_1d93c0a8b6f2',
  chargeId: 'ch_5f0c2b7e9a41',
  amountMinor: 3564,
  currency: 'GBP',
  customerId: '17850',
  reason: 'out-of-stock',
};
