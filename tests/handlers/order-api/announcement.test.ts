import { ORDER_LIMITS } from '../../../events/order-placed.ts';
import type { Sns } from '../../../lib/aws/ports.ts';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines, validOrder } from '../../rig/http-api.ts';

/** SNS's 256 KiB, and what the attributes `type` and `source` take of them. */
const SNS_LIMIT_BYTES = 262_144;
const ATTRIBUTE_BYTES = Buffer.byteLength('typeStringorder.placed' + 'sourceString/order-api');
const LONGEST_CORRELATION_ID = 'x'.repeat(64);

beforeAll(startApiEngines);
afterAll(stopApiEngines);

let messages: string[];
let api: ApiRig;
beforeEach(async () => {
  messages = [];
  const listening = (real: Sns): Sns => ({
    publishBatch: (input) => {
      for (const { Message = '' } of input.PublishBatchRequestEntries ?? []) messages.push(Message);
      return real.publishBatch(input);
    },
  });
  api = await makeApi({ sns: listening });
});

it('an order and its event have the ids that caller and key gave them ever since', async () => {
  const { body } = await api.post(validOrder, { key: 'key-1' });
  const [placed] = await api.announced();
  expect([body.orderId, placed?.id]).toEqual([
    '1dd4846d-91c6-5730-a7c7-814e53a9b45c',
    '0f715160-a2c3-5fb1-a432-6074743d7f34',
  ]);
});

it('a retry publishes the same bytes, whatever else it brings', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await api.post(validOrder, { key: 'key-1' });
  await api.post(
    { ...validOrder, giftWrap: true },
    { key: 'key-1', headers: { traceparent, 'x-correlation-id': 'b' } },
  );
  const [first, retry] = messages;
  expect(messages).toHaveLength(2);
  expect(retry).toBe(first);
});

describe('the correlation id of an event', () => {
  it.each(['basket-7', 'A_z-9', LONGEST_CORRELATION_ID])('is the one of the request: %s', async (correlationId) => {
    await api.post(validOrder, { headers: { 'x-correlation-id': correlationId } });
    expect(await api.announced()).toEqual([expect.objectContaining({ correlationid: correlationId })]);
  });

  it.each([
    ['is missing', {}],
    ['is empty', { 'x-correlation-id': '' }],
    ['is too long', { 'x-correlation-id': `${LONGEST_CORRELATION_ID}x` }],
    ['might be a name', { 'x-correlation-id': 'A. Turner' }],
  ])('is the order id when that of the request %s', async (_, headers) => {
    const { body } = await api.post(validOrder, { headers });
    expect(await api.announced()).toEqual([expect.objectContaining({ correlationid: body.orderId })]);
  });
});

describe('the largest order', () => {
  const longest = { headers: { 'x-correlation-id': LONGEST_CORRELATION_ID } };

  /** 1,000 lines whose descriptions fill an order of `bytes`; \uffff takes six of them as SNS gets it. */
  function orderOf(bytes: number) {
    const orderWith = (characters: number) => ({
      ...validOrder,
      lines: Array.from({ length: 1_000 }, (_, index) => ({
        sku: 'x',
        description: 'x'.repeat(Math.max(0, Math.min(256, characters - index * 256))),
        quantity: 1,
        unitPriceMinor: 1,
      })),
      totalMinor: 1_000,
    });
    const placedBy = '"placedBy":"0123456789abcdef",';
    return orderWith(bytes - Buffer.byteLength(JSON.stringify(orderWith(0))) - placedBy.length);
  }

  it('fits what SNS takes, with the longest envelope; one byte more is 413, which names the limit', async () => {
    expect((await api.post(orderOf(ORDER_LIMITS.orderBytes), longest)).status).toBe(202);
    expect(Buffer.byteLength(messages[0] ?? '')).toBeLessThanOrEqual(SNS_LIMIT_BYTES - ATTRIBUTE_BYTES);
    expect(JSON.stringify(JSON.parse(messages[0] ?? '').data).length).toBe(ORDER_LIMITS.orderBytes);
    const { status, body } = await api.post(orderOf(ORDER_LIMITS.orderBytes + 1), longest);
    expect([status, body.title]).toEqual([413, 'Order too large']);
    expect(body.detail).toContain('The order takes 261121 bytes as JSON, and may take 261120');
    expect(messages).toHaveLength(1);
  });

  it('is measured as SNS gets it, where some characters take six bytes', async () => {
    const [line, ...lines] = orderOf(ORDER_LIMITS.orderBytes).lines;
    const order = {
      ...validOrder,
      totalMinor: 1_000,
      lines: [{ ...line, description: '\uffff'.repeat(256) }, ...lines],
    };
    expect((await api.post(order)).status).toBe(413);
    expect(await api.remembered()).toBe(0);
  });

  it('is the same whatever the correlation id, so that a retry with a longer one is not refused', async () => {
    const order = orderOf(ORDER_LIMITS.orderBytes);
    expect((await api.post(order, { key: 'key-1' })).status).toBe(202);
    expect((await api.post(order, { key: 'key-1', ...longest })).status).toBe(202);
  });
});
