/** The two event types of the comparison for Zod, as strict as Fanfare's own schemas. */
import { z } from 'zod';

const text = (max) => z.string().min(1).max(max);
const amount = z.int().min(0);
const currency = z.string().regex(/^[A-Z]{3}$/);
const head = {
  specversion: z.literal('1.0'),
  id: text(64),
  source: text(128),
  subject: text(64),
  time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
  datacontenttype: z.literal('application/json'),
  dataschema: text(128),
  correlationid: text(64),
  causationid: text(64).optional(),
  traceparent: text(64).optional(),
};

const placed = z.object({
  customerId: text(64),
  currency,
  lines: z
    .array(
      z.object({
        sku: text(64),
        description: z.string().max(256).optional(),
        quantity: z.int().min(1).max(1_000_000),
        unitPriceMinor: z.int().min(1),
      }),
    )
    .min(1)
    .max(1_000),
  totalMinor: amount,
  shippingAddress: z.object({
    recipient: text(128).optional(),
    street: text(128).optional(),
    city: text(128).optional(),
    postalCode: text(16).optional(),
    country: text(64),
  }),
  paymentToken: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});
const captured = z.object({ chargeId: text(128), amountMinor: amount, currency, customerId: text(64) });

export const envelope = z.discriminatedUnion('type', [
  z.object({ ...head, type: z.literal('order.placed'), data: placed }),
  z.object({ ...head, type: z.literal('payment.captured'), data: captured }),
]);
