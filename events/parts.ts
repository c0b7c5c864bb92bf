/** The parts that several event types share. Money is an integer in minor units; times are RFC 3339 in UTC. */
import { Type } from 'typebox';

/** Largest number of lines an order may have. */
export const MAX_LINES = 1_000;

/** RFC 3339, UTC only. The pattern is what is checked; `format` is for readers of the published schema. */
export const Timestamp = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d{1,9})?Z$',
});

/** ISO 4217 code. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 currency code' });

/** An amount in minor units (pence, cents), as a safe integer. */
export const AmountMinor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const CustomerId = Type.String({ minLength: 1, maxLength: 64 });
export const Sku = Type.String({ minLength: 1, maxLength: 64 });
/** Most units on one line. */
const MAX_QUANTITY = 1_000_000;
export const Quantity = Type.Integer({ minimum: 1, maximum: MAX_QUANTITY });

/** A name, number or reason that a service gives: short, and without personal data. */
export const Label = Type.String({ minLength: 1, maxLength: 128 });

/** Units of one SKU; a SKU appears once, whatever the number of lines it was ordered on. */
export const SkuQuantity = Type.Object({
  sku: Sku,
  quantity: Type.Integer({ minimum: 1, maximum: MAX_LINES * MAX_QUANTITY }),
});

/** Why an order that was paid cannot be fulfilled. */
export const FailureReason = Type.Union([Type.Literal('out-of-stock'), Type.Literal('undeliverable')]);
