/** `fulfillment.packed`: the whole order is reserved, packed and waits for a carrier. Published by fulfillment. */
import { type Static, Type } from 'typebox';
import { MAX_LINES, SkuQuantity } from './parts.ts';

export const FulfillmentPacked = Type.Object({
  items: Type.Array(SkuQuantity, { minItems: 1, maxItems: MAX_LINES }),
});
export type FulfillmentPacked = Static<typeof FulfillmentPacked>;

export const example: FulfillmentPacked = {
  items: [
    { sku: '71053', quantity: 6 },
    { sku: '85123A', quantity: 6 },
  ],
};
