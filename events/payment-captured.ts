/** `payment.captured`: the money for an order is ours. Published by payment. */
import { type Static, Type } from 'typebox';
import { AmountMinor, Currency, CustomerId, Label } from './parts.ts';

export const PaymentCaptured = Type.Object({
  chargeId: Label,
  amountMinor: AmountMinor,
  currency: Currency,
  customerId: CustomerId,
});
export type PaymentCaptured = Static<typeof PaymentCaptured>;

export const example: PaymentCaptured = {
  chargeId: 'ch_5f0c2b7e9a41',
  amountMinor: 3564,
  currency: 'GBP',
  customerId: '17850',
};
