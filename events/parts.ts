/** The parts that several event types share. Money is an integer in minor units. */
import { Type } from 'typebox';
import { MAX_KEY_LENGTH } from './formats.ts';

/** Largest number of lines an order may have. */
export const MAX_LINES = 1_000;

/**
 * Declares a field that holds no personal data and nothing as good as money: it is shown in clear wherever an event is. Every other
 * field is masked. Published with the schema.
 */
export const shown = { personal: false } as const;

/** ISO 4217 code. The format is what is checked; the pattern is for readers of the published schema. */
export const Currency = Type.String({
  format: 'iso-4217',
  pattern: '^[A-Z]{3}$',
  description: 'ISO 4217 code of a currency with minor units',
  ...shown,
});

/** An amount in minor units (pence, cents), as a safe integer. */
export const AmountMinor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...shown });

/**
 * Text that becomes a key, an index attribute or an id: well-formed Unicode. 64 characters have at most 192 bytes, where DynamoDB takes
 * 2,048 for a partition key and 1,024 for a sort key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const key = { minLength: 1, maxLength: MAX_KEY_LENGTH, format: 'well-formed' } as const;
export const CustomerId = Type.String(key);
export const Sku = Type.String({ ...key, ...shown });
/** Most units on one line. */
const MAX_QUANTITY = 1_000_000;
export const Quantity = Type.Integer({ minimum: 1, maximum: MAX_QUANTITY, ...shown });

/** A name, number or reason that a service gives: short, and without personal data. */
export const Label = Type.String({ minLength: 1, maxLength: 128, format: 'well-formed', ...shown });

/** Units of one SKU; a SKU appears once, whatever the number of lines it was ordered on. */
export const SkuQuantity = Type.Object({
  sku: Sku,
  quantity: Type.Integer({ minimum: 1, maximum: MAX_LINES * MAX_QUANTITY, ...shown }),
});

/** Why an order that was paid cannot be fulfilled. */
export const FailureReason = Type.Union([Type.Literal('out-of-stock'), Type.Literal('undeliverable')], shown);
