/** `fulfillment.failed`: the order cannot be packed, because stock is short; nothing is reserved. Published by fulfillment. */
import { type Static, Type } from 'typebox';
import { MAX_LINES, Sku, shown } from './parts.ts';

const Shortage = Type.Object({
  sku: Sku,
  /** Units that the whole order asks for. */
  requested: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...shown }),
  available: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...shown }),
});

export const FulfillmentFailed = Type.Object({
  reason: Type.Literal('out-of-stock', shown),
  shortages: Type.Array(Shortage, { minItems: 1, maxItems: MAX_LINES }),
});
export type FulfillmentFailed = Static<typeof FulfillmentFailed>;

export const example: FulfillmentFailed = {
  reason: 'out-of-stock',
  shortages: [{ sku: '85123A', requested: 6, available: 2 }],
};
