import { schema } from '../../../events/compiled/order-placed.js';
import { ORDER_LIMITS, type OrderPlaced } from '../../../events/order-placed.ts';
import type { Schema } from '../../../lib/cloudevents/schema.ts';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

let api: ApiRig;
beforeEach(async () => {
  api = await makeApi();
});

/** An order that has every field of the contract. `placedBy` is the API's to say. */
const fullOrder: Omit<OrderPlaced, 'placedBy'> = {
  customerId: '17850',
  currency: 'GBP',
  lines: [{ sku: '85123A', description: 'HEART', quantity: 2, unitPriceMinor: 255 }],
  totalMinor: 510,
  shippingAddress: { recipient: 'A. Turner', street: '12 Long Lane', city: 'Leeds', postalCode: 'LS1', country: 'GB' },
  paymentToken: 'pm_card_visa',
};

/** The same order with one field changed: an entry for each field of the schema. A total changes with what it is the sum of. */
const changes: Readonly<Record<string, (order: typeof fullOrder) => unknown>> = {
  '/customerId': (order) => ({ ...order, customerId: 'other' }),
  '/currency': (order) => ({ ...order, currency: 'EUR' }),
  '/lines/0/sku': (order) => withLine(order, { sku: 'other' }),
  '/lines/0/description': (order) => withLine(order, { description: 'other' }),
  '/lines/0/quantity': (order) => ({ ...withLine(order, { quantity: 4 }), totalMinor: 1_020 }),
  '/lines/0/unitPriceMinor': (order) => ({ ...withLine(order, { unitPriceMinor: 300 }), totalMinor: 600 }),
  '/totalMinor': (order) => ({ ...withLine(order, { quantity: 1 }), totalMinor: 255 }),
  '/shippingAddress/recipient': (order) => withAddress(order, { recipient: 'other' }),
  '/shippingAddress/street': (order) => withAddress(order, { street: 'other' }),
  '/shippingAddress/city': (order) => withAddress(order, { city: 'other' }),
  '/shippingAddress/postalCode': (order) => withAddress(order, { postalCode: 'other' }),
  '/shippingAddress/country': (order) => withAddress(order, { country: 'other' }),
  '/paymentToken': (order) => ({ ...order, paymentToken: 'pm_card_other' }),
};

function withLine(order: typeof fullOrder, change: Partial<OrderPlaced['lines'][number]>) {
  return { ...order, lines: order.lines.map((line) => ({ ...line, ...change })) };
}

function withAddress(order: typeof fullOrder, change: Partial<OrderPlaced['shippingAddress']>) {
  return { ...order, shippingAddress: { ...order.shippingAddress, ...change } };
}

/** The pointer of each field of the schema that holds no other, with 0 for the items of a list. */
function fieldsIn({ properties, items }: Schema, pointer = ''): string[] {
  if (items !== undefined) return fieldsIn(items, `${pointer}/0`);
  if (properties === undefined) return [pointer];
  return Object.entries(properties).flatMap(([name, inner]) => fieldsIn(inner, `${pointer}/${name}`));
}

const fields = fieldsIn(schema).filter((pointer) => pointer !== '/placedBy');

/** The same with its fields in the other order, at every depth. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const turned = Object.entries(value).reverse();
  return Object.fromEntries(turned.map(([name, inner]) => [name, reversed(inner)]));
}

describe('every field that the schema of order.placed has', () => {
  it('is known to this test: add a change for a new one', () => {
    expect(Object.keys(changes).sort()).toEqual([...fields].sort());
  });

  it('is announced', async () => {
    expect((await api.post(fullOrder)).status).toBe(202);
    const [placed] = await api.announced();
    expect(placed?.data).toEqual({ ...fullOrder, placedBy: expect.any(String) });
  });

  it.each(fields)('makes another order of the same key when it has another value: %s', async (field) => {
    const change = changes[field];
    expect((await api.post(fullOrder, { key: 'key-1' })).status).toBe(202);
    expect((await api.post(change?.(fullOrder), { key: 'key-1' })).status).toBe(422);
    expect((await api.post(change?.(fullOrder), { key: 'key-2' })).status).toBe(202);
    expect(await api.announced()).toHaveLength(2);
  });

  it('may stand anywhere: the order of fields makes no other order, at any depth', async () => {
    const first = await api.post(fullOrder, { key: 'key-1' });
    expect(await api.post(reversed(fullOrder), { key: 'key-1' })).toEqual(first);
    const [one, other] = await api.announced();
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });
});

describe('an order in a currency', () => {
  const inCurrency = (currency: string) => api.post({ ...fullOrder, currency });

  it.each(['EUR', 'HUF', 'XCG', 'CLF'])('that ISO 4217 lists is accepted: %s', async (currency) => {
    expect((await inCurrency(currency)).status).toBe(202);
  });

  it.each(['BGN', 'HRK', 'XXX', 'XAU', 'ABC', 'eur', 'EURO'])(
    'that is not an active one is refused by name: %s',
    async (currency) => {
      const { status, body } = await inCurrency(currency);
      const errors = [{ pointer: '#/currency', detail: 'is not an active ISO 4217 currency' }];
      expect([status, body.errors]).toEqual([400, errors]);
      expect(await api.announced()).toEqual([]);
    },
  );
});

describe('an order that could not be brought to its end', () => {
  it('has a SKU beyond its bytes: 413 names the field and the limit, and nothing is stored', async () => {
    const fits = 'é'.repeat(ORDER_LIMITS.skuBytes / 2);
    expect((await api.post(withLine(fullOrder, { sku: fits }))).status).toBe(202);
    const { status, body } = await api.post(withLine(fullOrder, { sku: `${fits}x` }));
    expect(status).toBe(413);
    expect(body).toMatchObject({
      title: 'Order too large',
      detail: expect.stringContaining('/lines/0/sku takes 65 bytes as JSON, and may take 64'),
      errors: [{ pointer: '#/lines/0/sku', detail: 'takes more than 64 bytes' }],
    });
    expect(await api.remembered()).toBe(1);
  });
});
