/** What is accepted can be brought to its end: orders at the limits, of every shape, through every service of the topology. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { ORDER_LIMITS, type OrderPlaced } from '../../events/order-placed.ts';
import { MAX_LINES } from '../../events/parts.ts';
import { DECLINED_TOKEN } from '../../handlers/payment/sandbox-gateway.ts';
import { UNDELIVERABLE_POSTAL_CODE } from '../../handlers/shipping/sandbox-carrier.ts';
import { sizeOf } from '../../lib/simulator/aws/request-units.ts';
import { SeededFate } from '../../lib/simulator/fate.ts';
import { VirtualTime } from '../../lib/simulator/virtual-time.ts';
import { orderApiInvocation } from '../../resources/generate/invocations.ts';
import type { OrderRequest } from '../../resources/load/online-retail.ts';
import { checkAtEnd, checkAtRest } from './end.ts';
import { fillShelves, makeWorld } from './world.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
const MAX_ITEM_BYTES = 400 * 1_024;
const BEGIN = Date.parse('2026-11-27T06:00:00.000Z');
/** Units of each SKU where there are any. */
const PLENTY = 1_000_000_000;
const MAX_DESCRIPTION = 256;

type Order = OrderPlaced & OrderRequest;

interface Shape {
  readonly lines: number;
  /** SKUs are filled to their limit with this, and descriptions until the order is full. */
  readonly skuFilling: string;
  readonly descriptionFilling: string;
  readonly addressFilling: string;
  readonly quantity: number;
}

interface Fate {
  /** How many of the order's SKUs are in stock. */
  readonly inStock: number;
  readonly isDeclined: boolean;
  readonly isUndeliverable: boolean;
}

const wireBytes = (value: unknown) =>
  Buffer.byteLength(JSON.stringify(value).replaceAll(/[\ufffe\uffff]/g, () => '\\uffff'));

/** As much of `filling` as `bytes` of JSON hold, and no more than `characters`. */
function filled(filling: string, bytes: number, characters: number): string {
  const each = wireBytes(filling) - wireBytes('');
  return filling.repeat(Math.max(0, Math.min(Math.floor(bytes / each), Math.floor(characters / filling.length))));
}

/** The largest order of this shape that is accepted. */
function largest(shape: Shape, { isDeclined, isUndeliverable }: Fate): Order {
  const { quantity } = shape;
  const part = (characters: number) => filled(shape.addressFilling, characters * 6, characters);
  const skus = Array.from({ length: shape.lines }, (_, index) => {
    const number = String(index);
    return number + filled(shape.skuFilling, ORDER_LIMITS.skuBytes - number.length, 64 - number.length);
  });
  const orderWith = (description: string): Order => ({
    customerId: filled(shape.addressFilling, 384, 64),
    currency: 'GBP',
    lines: skus.map((sku) => ({ sku, description, quantity, unitPriceMinor: 1 })),
    totalMinor: quantity * shape.lines,
    shippingAddress: {
      recipient: part(128),
      street: part(128),
      city: part(128),
      postalCode: isUndeliverable ? UNDELIVERABLE_POSTAL_CODE : part(16),
      country: part(64),
    },
    placedBy: '0123456789abcdef',
    paymentToken: isDeclined ? DECLINED_TOKEN : 'x'.repeat(64),
  });
  const room = ORDER_LIMITS.orderBytes - wireBytes(orderWith(''));
  return orderWith(filled(shape.descriptionFilling, room / shape.lines, MAX_DESCRIPTION));
}

/** One order through the whole system; answers what went wrong, by service where it is known, and the largest record of each. */
async function bringToItsEnd(order: Order, { inStock }: Fate) {
  const time = new VirtualTime(BEGIN);
  const fate = new SeededFate({ seed: 1, rates: { reordering: 0.5 } });
  const surroundings = { time, fate, note: undefined };
  const wrong: string[] = [];
  const accuse = (promise: string, detail: string): void => void wrong.push(`${promise}: ${detail.slice(0, 200)}`);
  const { stack, bank, witness } = makeWorld(surroundings, accuse, { isCalm: true });
  const shelves = new Map(order.lines.map(({ sku }, index) => [sku, index < inStock ? PLENTY : 0]));
  fillShelves(stack, shelves);
  let accepted: string | undefined;
  stack.api.invoke(orderApiInvocation(order) as APIGatewayProxyEventV2, (ended) => {
    const { statusCode, body = '{}' } = ended.kind === 'answered' ? ended.answer : {};
    if (statusCode === 202) accepted = JSON.parse(body).orderId;
    else wrong.push(`the API: ${statusCode} ${body}`);
  });
  await time.run();
  const offered = { accepted: new Map([[accepted ?? '', { invoiceNo: '1', body: order }]]), rejected: [] };
  const finished = { stack, offered, bank, witness, shelves, clock: time, accuse };
  await checkAtRest(finished);
  await checkAtEnd(finished);
  for (const { service, dlq } of stack.services)
    for (const { attributes } of dlq.peek())
      wrong.push(`${service.name}: ${attributes['failure.message']?.stringValue}`);
  const records = stack.services.map(({ service: { name } }): [string, number] => {
    return [name, Math.max(0, ...[...stack.dynamoDb.items(name).values()].map(sizeOf))];
  });
  return { wrong, records: new Map(records) };
}

const ends: Readonly<Record<string, Fate>> = {
  'packed and shipped': { inStock: MAX_LINES, isDeclined: false, isUndeliverable: false },
  'out of stock, all of it': { inStock: 0, isDeclined: false, isUndeliverable: false },
  'out of stock, but for the first 198 SKUs': { inStock: 198, isDeclined: false, isUndeliverable: false },
  declined: { inStock: MAX_LINES, isDeclined: true, isUndeliverable: false },
  'packed, undeliverable and put back': { inStock: MAX_LINES, isDeclined: false, isUndeliverable: true },
};

describe.each(Object.entries(ends))('the largest orders are %s', (_, fate) => {
  it.each(['x', '漢', '"'])('with SKUs of %s, each record within what DynamoDB takes', async (skuFilling) => {
    const shape = { lines: MAX_LINES, skuFilling, descriptionFilling: 'x', addressFilling: '漢', quantity: 1_000_000 };
    const { wrong, records } = await bringToItsEnd(largest(shape, fate), fate);
    expect(wrong).toEqual([]);
    expect([...records].filter(([, bytes]) => bytes > MAX_ITEM_BYTES)).toEqual([]);
    expect([...records].filter(([name, bytes]) => bytes === 0 && name !== 'rewards')).toEqual([]);
  });
});

it('an order of any shape that is accepted comes to its end', async () => {
  const filling = fc.constantFrom('x', 'é', '漢', '🫖', '"', '\u0001', '\uffff');
  const shapes = fc.record<Shape>({
    lines: fc.oneof(fc.integer({ min: 1, max: MAX_LINES }), fc.integer({ min: MAX_LINES - 2, max: MAX_LINES })),
    skuFilling: filling,
    descriptionFilling: filling,
    addressFilling: filling,
    quantity: fc.constantFrom(1, 1_000_000),
  });
  const fates = fc.record<Fate>({
    inStock: fc.oneof(fc.integer({ min: 0, max: MAX_LINES }), fc.constantFrom(0, MAX_LINES)),
    isDeclined: fc.boolean(),
    isUndeliverable: fc.boolean(),
  });
  let fullest = 0;
  await fc.assert(
    fc.asyncProperty(shapes, fates, async (shape, fate) => {
      const { wrong, records } = await bringToItsEnd(largest(shape, fate), fate);
      expect(wrong).toEqual([]);
      fullest = Math.max(fullest, ...records.values());
    }),
    { numRuns: 40 },
  );
  expect(fullest).toBeGreaterThan(ORDER_LIMITS.orderBytes / 2);
});
