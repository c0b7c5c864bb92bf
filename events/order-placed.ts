/** `order.placed`: a shop announces an order. Published by the order API. */
import { type Static, Type } from 'typebox';
import { AmountMinor, Currency, CustomerId, MAX_LINES, Quantity, Sku, shown } from './parts.ts';

/**
 * What an order may take, so that every record and event that it leads to fits: DynamoDB takes 400 KB an item, SNS 256 KiB a message.
 * Checked where orders are announced, on the JSON of the order; who reads an order takes it as it is. Tests hold every service's largest
 * record to it.
 */
export const ORDER_LIMITS = {
  /** Bytes of the whole order: SNS's limit, less what envelope and attributes take at most. */
  orderBytes: 262_144 - 1_024,
  /** Bytes of one SKU: a record may hold the SKUs of all lines several times over. */
  skuBytes: 64,
} as const;

const UnitPriceMinor = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...shown });
const AddressLine = Type.String({ minLength: 1, maxLength: 128 });

export const OrderLine = Type.Object({
  sku: { ...Sku, maxBytes: ORDER_LIMITS.skuBytes },
  description: Type.Optional(Type.String({ maxLength: 256, ...shown })),
  quantity: Quantity,
  unitPriceMinor: UnitPriceMinor,
});
export type OrderLine = Static<typeof OrderLine>;

/** Where the parcel goes. Personal data: never in a log, a metric, an error or a DLQ attribute. */
export const ShippingAddress = Type.Object({
  recipient: Type.Optional(AddressLine),
  street: Type.Optional(AddressLine),
  city: Type.Optional(AddressLine),
  postalCode: Type.Optional(Type.String({ minLength: 1, maxLength: 16 })),
  country: Type.String({ minLength: 1, maxLength: 64, description: 'Name or ISO 3166-1 code of the country' }),
});
export type ShippingAddress = Static<typeof ShippingAddress>;

export const OrderPlaced = Type.Object(
  {
    customerId: CustomerId,
    currency: Currency,
    lines: Type.Array(OrderLine, { minItems: 1, maxItems: MAX_LINES }),
    totalMinor: AmountMinor,
    shippingAddress: ShippingAddress,
    /** Who placed it: a hash of the API's caller, set by the order API. */
    placedBy: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })),
    /** A token of the payment provider, never a card number. */
    paymentToken: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
  },
  { maxBytes: ORDER_LIMITS.orderBytes },
);
export type OrderPlaced = Static<typeof OrderPlaced>;

export const example: OrderPlaced = {
  customerId: '17850',
  currency: 'GBP',
  lines: [
    { sku: '85123A', description: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPriceMinor: 255 },
    { sku: '71053', description: 'WHITE METAL LANTERN', quantity: 6, unitPriceMinor: 339 },
  ],
  totalMinor: 3564,
  shippingAddress: {
    recipient: 'A. Turner',
    street: '12 Long Lane',
    city: 'Leeds',
    postalCode: 'LS1 4AP',
    country: 'United Kingdom',
  },
  paymentToken: 'pm_card_visa',
};
