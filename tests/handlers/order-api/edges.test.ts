import fc from 'fast-check';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines, validOrder } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

let api: ApiRig;
beforeEach(async () => {
  api = await makeApi();
});

const assumedRole = (role: string, session: string) => ({
  iam: { userArn: `arn:aws:sts::000000000000:assumed-role/${role}/${session}` },
});
const pointersOf = (body: Record<string, unknown>) =>
  (body.errors as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer);
const sum = (name: string) => api.lines.reduce((total, line) => total + Number(line[name] ?? 0), 0);

describe('one order, whoever sends the retry', () => {
  it('is announced once by two instances of one service, whose role sessions differ', async () => {
    const first = await api.post(validOrder, { key: 'key-1', authorizer: assumedRole('shop', 'instance-1') });
    const retry = await api.post(validOrder, { key: 'key-1', authorizer: assumedRole('shop', 'instance-2') });
    expect(retry).toEqual(first);
  });

  it('is not mixed up with that of another role', async () => {
    const shop = await api.post(validOrder, { key: 'key-1', authorizer: assumedRole('shop', 'instance-1') });
    const market = await api.post(validOrder, { key: 'key-1', authorizer: assumedRole('market', 'instance-1') });
    expect(market.body.orderId).not.toBe(shop.body.orderId);
  });

  it('is one event when ten requests with its key arrive at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.post(validOrder, { key: 'key-1' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const announced = await api.announced();
    expect(announced).toHaveLength(10);
    expect(new Set(announced.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(await api.remembered()).toBe(1);
  });
});

describe('every bad field is named at once', () => {
  it('a total that does not add up beside a bad currency', async () => {
    const { body } = await api.post({ ...validOrder, currency: 'pounds', totalMinor: 1 });
    expect(pointersOf(body)).toEqual(['#/currency', '#/totalMinor']);
  });

  it('the body itself, when it is no object, by the pointer to the whole document', async () => {
    const { body } = await api.post(undefined, { body: '[]' });
    expect(pointersOf(body)).toEqual(['#']);
  });

  it('in a bounded answer, however many lines are bad', async () => {
    const body = `{"lines":[${'0,'.repeat(999_999)}0]}`;
    const { status, body: problem } = await api.post(undefined, { body });
    expect(status).toBe(400);
    expect(pointersOf(problem)).toContain('#/lines');
    expect(pointersOf(problem)).toContain('#/customerId');
    expect(pointersOf(problem)?.length).toBeLessThan(1_020);
  });
});

describe('text that is not plain', () => {
  it('is refused when it is no UTF-8', async () => {
    const body = Buffer.from(JSON.stringify({ ...validOrder, customerId: 'é' }), 'latin1').toString('base64');
    expect((await api.post(undefined, { body, isBase64Encoded: true })).status).toBe(400);
    expect(await api.announced()).toEqual([]);
  });

  it.each(['application/json', 'application/x+json'])(
    'is refused as %s when it is no UTF-8, or has a byte order mark',
    async (type) => {
      const json = JSON.stringify({ ...validOrder, customerId: 'Zoë' });
      for (const bytes of [Buffer.from(json, 'latin1'), Buffer.from(`\ufeff${json}`)]) {
        const base64 = { body: bytes.toString('base64'), isBase64Encoded: true };
        const text = { body: bytes.toString(), isBase64Encoded: false };
        for (const sent of [base64, text])
          expect((await api.post(undefined, { ...sent, headers: { 'content-type': type } })).status).toBe(400);
      }
      expect(await api.announced()).toEqual([]);
    },
  );

  it.each(['sku', 'customerId'])('is refused by name when %s has half a character: it becomes a key', async (name) => {
    const order = structuredClone(validOrder);
    Object.assign(name === 'sku' ? (order.lines[0] ?? {}) : order, { [name]: '\ud83e' });
    const { status, body } = await api.post(order);
    expect([status, pointersOf(body)]).toEqual([400, [name === 'sku' ? '#/lines/0/sku' : '#/customerId']]);
    expect(await api.announced()).toEqual([]);
  });

  it.each([
    ['a character beyond the basic plane', 'tea 🫖'],
    ['characters that SQS does not take as they are', '\uffff \ufffe \u0000 \u001f'],
    ['half a character', '\ud83e'],
  ])('arrives as it was sent: %s', async (_, description) => {
    const lines = [{ sku: 'x', description, quantity: 1, unitPriceMinor: 1 }];
    expect((await api.post({ ...validOrder, lines, totalMinor: 1 })).status).toBe(202);
    const [placed] = await api.announced();
    expect(placed?.data).toMatchObject({ lines });
  });
});

it('accepts an order exactly when its total is the sum, in integers that are exact', async () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 1_000_000 }),
    unitPriceMinor: fc.oneof(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    ),
  });
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0n, 0n, 1n, -1n),
      async (amounts, error) => {
        const lines = amounts.map((amount) => ({ sku: 'x', ...amount }));
        const exact = lines.reduce(
          (total, { quantity, unitPriceMinor }) => total + BigInt(quantity) * BigInt(unitPriceMinor),
          0n,
        );
        const { status } = await api.post({ ...validOrder, lines, totalMinor: Number(exact + error) });
        const isRight = error === 0n && exact <= BigInt(Number.MAX_SAFE_INTEGER);
        const outcome = isRight ? 'right' : 'wrong';
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        expect(status).toBe(isRight ? 202 : 400);
      },
    ),
  );
  expect([...outcomes.keys()].sort()).toEqual(['right', 'wrong']);
});

it('answers 404 to whatever is no order id, and asks no database', async () => {
  for (const id of ['', 'x'.repeat(3_000), 'é', '../orders', '%00']) expect((await api.get(id)).status).toBe(404);
  expect(sum('DynamoDBReads')).toBe(0);
});

it.each(['DELETE /orders', 'constructor', '__proto__'])(
  'answers 404 to a route that it does not have: %s',
  async (routeKey) => {
    const { status, headers } = await api.send({ routeKey, headers: {}, requestContext: {} });
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
  },
);

it('answers what nobody expected with 500 and no details, which are in the log', async () => {
  const { status, body } = await api.send({
    routeKey: 'POST /orders',
    requestContext: { authorizer: { iam: { userArn: 'shop' } } },
  });
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('TypeError');
  expect(api.lines).toContainEqual(expect.objectContaining({ level: 'error', status: 500, code: 'TypeError' }));
});

describe('the log line of a request', () => {
  it('names the order and its correlation id, also when the order could not be announced', async () => {
    const { body } = await api.post(validOrder, { headers: { 'x-correlation-id': 'basket-7' } });
    const named = { subject: body.orderId, correlationId: 'basket-7' };
    expect(api.lines).toContainEqual(expect.objectContaining({ message: 'POST /orders', status: 202, ...named }));

    const throttled = Object.assign(new Error('about 12 Long Lane'), { name: 'ThrottledException' });
    api = await makeApi({ sns: () => ({ publishBatch: () => Promise.reject(throttled) }) });
    await api.post(validOrder, { headers: { 'x-correlation-id': 'basket-8' } });
    expect(api.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        status: 503,
        subject: expect.any(String),
        correlationId: 'basket-8',
        code: 'ThrottledException',
        reason: 'SNS did not take the event',
      }),
    );
  });

  it('is one, whatever the answer', async () => {
    await api.post(validOrder);
    await api.post({});
    await api.get('no-such-order');
    expect(api.lines.filter(({ level }) => level !== undefined).map(({ status }) => status)).toEqual([202, 400, 404]);
  });
});

it('counts as rejected what is no order, not who looks for one that is not there', async () => {
  await api.get('no-such-order');
  expect(sum('Rejected')).toBe(0);
});
