import fc from 'fast-check';
import { MAX_PUBLISH_BYTES } from '../../../lib/publishing/publisher.ts';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines, validOrder } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

let api: ApiRig;
beforeEach(async () => {
  api = await makeApi();
});

const jwt = (sub: string) => ({ jwt: { claims: { sub } } });
const iam = { iam: { userArn: 'arn:aws:iam::000000000000:role/shop' } };
const pointersOf = (body: Record<string, unknown>) =>
  (body.errors as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer).sort();

async function expectNothingDone(): Promise<void> {
  expect(await api.announced()).toEqual([]);
  expect(await api.remembered()).toBe(0);
}

describe('placing an order', () => {
  it('answers 202 with the order id once it is announced', async () => {
    const { status, body } = await api.post(validOrder);
    const [placed, ...others] = await api.announced();
    expect(status).toBe(202);
    expect(others).toEqual([]);
    expect(placed).toMatchObject({
      type: 'order.placed',
      source: '/order-api',
      subject: body.orderId,
      data: validOrder,
    });
  });

  it('publishes for the first retry, and for no other: then it is known to be published', async () => {
    for (let time = 1; time <= 5; time += 1) await api.post(validOrder, { key: 'key-1' });
    expect(await api.announced()).toHaveLength(2);
    await api.post({ ...validOrder, customerId: 'another' }, { key: 'key-1' });
    expect(await api.announced()).toEqual([]);
  });

  it('gives the same answer to the same key and order, and publishes the very same event again', async () => {
    const first = await api.post(validOrder, { key: 'key-1', headers: { 'x-correlation-id': 'first' } });
    const again = await api.post(validOrder, { key: 'key-1', headers: { 'x-correlation-id': 'second' } });
    expect(again).toEqual(first);
    const [one, other] = await api.announced();
    expect(other).toEqual(one);
  });

  it('takes the same order with its fields in another order for the same', async () => {
    const shuffled = Object.fromEntries(Object.entries(validOrder).reverse());
    const first = await api.post(validOrder, { key: 'key-1' });
    expect(await api.post(shuffled, { key: 'key-1' })).toEqual(first);
  });

  it('refuses the same key with another order, and announces nothing', async () => {
    await api.post(validOrder, { key: 'key-1' });
    await api.announced();
    const { status, headers } = await api.post({ ...validOrder, customerId: 'somebody else' }, { key: 'key-1' });
    expect(status).toBe(422);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(await api.announced()).toEqual([]);
  });

  it('keeps the keys of two callers apart', async () => {
    const ids = await Promise.all(
      [jwt('alice'), jwt('bob'), iam, undefined].map(async (authorizer) => {
        const options = authorizer === undefined ? { key: 'key-1' } : { key: 'key-1', authorizer };
        return (await api.post(validOrder, options)).body.orderId;
      }),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it.each([
    ['is missing', ''],
    ['is too long', 'x'.repeat(129)],
    ['holds a space', 'key 1'],
    ['is not ASCII', 'clé'],
    ['holds a control character', 'key\u007f'],
  ])('refuses a request whose Idempotency-Key %s', async (_, key) => {
    expect((await api.post(validOrder, { key })).status).toBe(400);
    await expectNothingDone();
  });

  it.each(['!', '~'.repeat(128)])('takes an Idempotency-Key at the edge of what is allowed: %s', async (key) => {
    expect((await api.post(validOrder, { key })).status).toBe(202);
  });

  it('drops fields that are not of the contract, also who placed it', async () => {
    await api.post({ ...validOrder, placedBy: '0123456789abcdef', giftWrap: true }, { authorizer: jwt('alice') });
    const [placed] = await api.announced();
    expect(placed?.data).not.toHaveProperty('giftWrap');
    expect(placed?.data).toHaveProperty('placedBy', expect.not.stringMatching('0123456789abcdef'));
  });

  it('reads a body that API Gateway sent as base64', async () => {
    const body = Buffer.from(JSON.stringify(validOrder)).toString('base64');
    expect((await api.post(undefined, { body, isBase64Encoded: true })).status).toBe(202);
  });

  it.each([
    ['application/json; charset=utf-8', 202],
    ['application/vnd.shop+json', 202],
    ['text/plain', 415],
  ])('answers content type %s with %i', async (contentType, status) => {
    expect((await api.post(validOrder, { headers: { 'content-type': contentType } })).status).toBe(status);
  });

  it('carries on the trace and the correlation id of the request', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await api.post(validOrder, { headers: { traceparent, 'x-correlation-id': 'basket-7' } });
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await api.post(validOrder, { headers: { 'x-amzn-trace-id': header } });
    const announced = await api.announced();
    expect(announced).toContainEqual(expect.objectContaining({ traceparent, correlationid: 'basket-7' }));
    expect(announced).toContainEqual(
      expect.objectContaining({ traceparent: '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01' }),
    );
  });
});

describe('refusing an order', () => {
  it('names every bad field, and repeats no value', async () => {
    const [line] = validOrder.lines;
    const { status, headers, body } = await api.post({
      ...validOrder,
      customerId: '',
      currency: 'Turner pounds',
      lines: [
        { ...line, quantity: 0 },
        { sku: 'x', quantity: 1 },
      ],
      shippingAddress: {},
    });
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(pointersOf(body)).toEqual([
      '#/currency',
      '#/customerId',
      '#/lines/0/quantity',
      '#/lines/1/unitPriceMinor',
      '#/shippingAddress/country',
    ]);
    expect(JSON.stringify(body)).not.toContain('Turner');
    await expectNothingDone();
  });

  it.each([
    ['no JSON', '{"customerId":'],
    ['empty', ''],
  ])('refuses a body that is %s', async (_, body) => {
    expect((await api.post(undefined, { body })).status).toBe(400);
    await expectNothingDone();
  });

  it.each(['null', '[]', '"order"', '7'])('refuses a body that is JSON but no order: %s', async (body) => {
    expect((await api.post(undefined, { body })).status).toBe(400);
    await expectNothingDone();
  });

  it('refuses a total that does not add up', async () => {
    const { status, body } = await api.post({ ...validOrder, totalMinor: validOrder.totalMinor + 1 });
    expect(status).toBe(400);
    expect(pointersOf(body)).toEqual(['#/totalMinor']);
    await expectNothingDone();
  });

  it('refuses a total that no integer holds exactly', async () => {
    const lines = [{ sku: 'x', quantity: 1_000_000, unitPriceMinor: Number.MAX_SAFE_INTEGER }];
    const { status, body } = await api.post({ ...validOrder, lines, totalMinor: Number.MAX_SAFE_INTEGER });
    expect(status).toBe(400);
    expect(pointersOf(body)).toEqual(['#/lines/0']);
  });

  it('takes 1,000 lines, and refuses 1,001', async () => {
    const orderOf = (count: number) => {
      const lines = Array.from({ length: count }, (_, index) => ({
        sku: `sku-${index}`,
        quantity: 1,
        unitPriceMinor: 1,
      }));
      return { ...validOrder, lines, totalMinor: count };
    };
    expect((await api.post(orderOf(1_000))).status).toBe(202);
    const { status, body } = await api.post(orderOf(1_001));
    expect(status).toBe(400);
    expect(pointersOf(body)).toEqual(['#/lines']);
  });

  it('refuses an order that SNS would not take once announced, and stores nothing', async () => {
    const description = 'x'.repeat(256);
    const lines = Array.from({ length: 1_000 }, (_, index) => ({
      sku: `sku-${index}`,
      description,
      quantity: 1,
      unitPriceMinor: 1,
    }));
    const order = { ...validOrder, lines, totalMinor: 1_000 };
    expect(JSON.stringify(order).length).toBeGreaterThan(MAX_PUBLISH_BYTES);
    expect((await api.post(order)).status).toBe(413);
    await expectNothingDone();
  });

  it('never answers with an error of its own, whatever the body, and never accepts half an order', async () => {
    const field = fc.constantFrom(...Object.keys(validOrder), 'giftWrap');
    const changed = fc.tuple(field, fc.jsonValue({ maxDepth: 3 }));
    const body = fc.oneof(
      changed.map(([name, value]) => JSON.stringify({ ...validOrder, [name]: value })),
      fc.json(),
      fc.string(),
    );
    const seen = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), async (text, isBase64Encoded) => {
        const sent = isBase64Encoded ? Buffer.from(text).toString('base64') : text;
        const { status } = await api.post(undefined, { body: sent, isBase64Encoded });
        expect([202, 400]).toContain(status);
        expect(await api.announced()).toHaveLength(status === 202 ? 1 : 0);
        seen[status === 202 ? 'accepted' : 'refused'] += 1;
      }),
    );
    expect(seen.accepted).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
    expect(await api.remembered()).toBe(seen.accepted);
  });
});

describe('what is told of a request', () => {
  it('is its route, status and duration, and nothing that the client sent', async () => {
    await api.post(validOrder, { key: 'secret-key' });
    await api.post({ ...validOrder, currency: 'Turner' });
    const told = JSON.stringify(api.lines);
    expect(api.lines).toContainEqual(expect.objectContaining({ message: 'POST /orders', status: 202 }));
    expect(api.lines).toContainEqual(expect.objectContaining({ message: 'POST /orders', status: 400 }));
    for (const secret of ['Turner', 'Long Lane', 'pm_card_visa', 'secret-key']) expect(told).not.toContain(secret);
  });

  it('is counted: accepted, replayed, rejected', async () => {
    await api.post(validOrder, { key: 'key-1' });
    await api.post(validOrder, { key: 'key-1' });
    await api.post({});
    const sum = (name: string) => api.lines.reduce((total, line) => total + Number(line[name] ?? 0), 0);
    expect([sum('Accepted'), sum('Replayed'), sum('Rejected')]).toEqual([1, 1, 1]);
  });
});
