import { orders } from '../../../handlers/orders/orders.ts';
import { OrderUnderTest } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines, validOrder } from '../../rig/http-api.ts';

beforeAll(startApiEngines);
afterAll(stopApiEngines);

let api: ApiRig;
beforeEach(async () => {
  api = await makeApi();
});

const jwt = (sub: string) => ({ jwt: { claims: { sub } } });
const iam = { iam: { userArn: 'arn:aws:iam::000000000000:role/shop' } };

describe('looking at an order', () => {
  async function placeAndStore(authorizer?: object): Promise<string> {
    const { body } = await api.post(validOrder, authorizer === undefined ? {} : { authorizer });
    const orderId = String(body.orderId);
    const [placed] = await api.announced();
    const captured = event('payment.captured', { orderId, time: '2099-01-01T00:00:00.000Z' });
    const { facts } = new OrderUnderTest(orders).when(placed as never, captured);
    await api.histories.commit({
      next: { subject: orderId, version: 1, facts, inbox: ['a', 'b'], outbox: {} },
      indexed: {},
      join: [],
    });
    return orderId;
  }

  it('shows its status, its total and what happened when', async () => {
    const orderId = await placeAndStore();
    const { status, body } = await api.get(orderId);
    expect(status).toBe(200);
    expect(body).toEqual({
      orderId,
      status: 'paid',
      customerId: '17850',
      currency: 'GBP',
      totalMinor: 3564,
      lines: 2,
      timeline: [
        { event: 'order.placed', time: expect.any(String) },
        { event: 'payment.captured', time: '2099-01-01T00:00:00.000Z' },
      ],
    });
  });

  it('answers 404 for an order that nobody placed', async () => {
    const { status, headers } = await api.get('no-such-order');
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
  });

  it.each([{}, { sub: '' }, { sub: 7 }])('refuses a token that names nobody: %j', async (claims) => {
    const orderId = await placeAndStore();
    expect((await api.get(orderId, { jwt: { claims } })).status).toBe(403);
    expect((await api.post(validOrder, { authorizer: { jwt: { claims } } })).status).toBe(403);
    expect(await api.announced()).toEqual([]);
  });

  it('shows a caller with a token only its own orders, as if the others did not exist', async () => {
    const orderId = await placeAndStore(jwt('alice'));
    expect((await api.get(orderId, jwt('alice'))).status).toBe(200);
    const others = await api.get(orderId, jwt('bob'));
    expect(others).toEqual(await api.get('no-such-order', jwt('bob')));
    expect((await api.get(orderId, iam)).status).toBe(200);
  });
});
