/** `payment.declined`: the customer's bank said no, for good. Published by payment. */
import { type Static, Type } from 'typebox';
import { AmountMinor, Currency, Label } from './parts.ts';

export const PaymentDeclined = Type.Object({
  /** The gateway's decline code, such as `card_declined`. */
  reason: Label,
  amountMinor: AmountMinor,
  currency: Currency,
});
export type PaymentDeclined = Static<typeof PaymentDeclined>;

export const example: PaymentDeclined = { reason: 'card_declined', amountMinor: 3564, currency: 'GBP' };
