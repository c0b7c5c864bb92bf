/** Orders that compete for the same few shelves and customers, drawn from the seed: the same index is always the same order. */
import { DECLINED_TOKEN } from '../../handlers/payment/sandbox-gateway.ts';
import { UNDELIVERABLE_POSTAL_CODE } from '../../handlers/shipping/sandbox-carrier.ts';
import { seededRandom, seedFor } from '../../lib/clock/seeded.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';

export const SKUS = Array.from({ length: 8 }, (_, index) => `SKU-${index}`);
/** So many that an order of all of them takes more than one transaction. */
export const RARE_SKUS = Array.from({ length: 120 }, (_, index) => `RARE-${index}`);
const CUSTOMERS = ['anna', 'bruno', 'chiara'];

const DECLINED_SHARE = 0.12;
const UNDELIVERABLE_SHARE = 0.12;
const LARGE_SHARE = 0.01;
const MOST_LINES = 3;
const MOST_UNITS = 3;
const MOST_PENCE = 2_000;

/** Units of each SKU before the first order: too few for some runs, and enough for others. */
export function shelvesFor(seed: number): Map<string, number> {
  const random = seededRandom(seedFor(seed, 'shelves'));
  const most = 6 + Math.floor(random() * 60);
  return new Map([...SKUS, ...RARE_SKUS].map((sku) => [sku, Math.floor(random() * most)]));
}

export function orderFor(seed: number, index: number): RetailOrder {
  const random = seededRandom(seedFor(seed, `order ${index}`));
  const below = (limit: number): number => Math.floor(random() * limit);
  const skus =
    random() < LARGE_SHARE
      ? RARE_SKUS
      : Array.from({ length: 1 + below(MOST_LINES) }, () => SKUS[below(SKUS.length)] ?? '');
  const lines = skus.map((sku) => ({ sku, quantity: 1 + below(MOST_UNITS), unitPriceMinor: 1 + below(MOST_PENCE) }));
  const isDeclined = random() < DECLINED_SHARE;
  const isUndeliverable = random() < UNDELIVERABLE_SHARE;
  return {
    invoiceNo: String(index),
    body: {
      customerId: CUSTOMERS[below(CUSTOMERS.length)] ?? '',
      currency: 'GBP',
      lines,
      totalMinor: lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0),
      shippingAddress: { country: 'GB', postalCode: isUndeliverable ? UNDELIVERABLE_POSTAL_CODE : 'LS1 4AP' },
      paymentToken: isDeclined ? DECLINED_TOKEN : 'pm_card_visa',
    },
  };
}

/** The order with a line that no shop can mean. */
export function withoutQuantity({ invoiceNo, body }: RetailOrder): RetailOrder {
  return { invoiceNo, body: { ...body, lines: body.lines.map((line) => ({ ...line, quantity: 0 })) } };
}
