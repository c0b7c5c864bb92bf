import type { Sns } from '../../../lib/aws/ports.ts';
import { type ApiRig, makeApi, startApiEngines, stopApiEngines, validOrder } from '../../rig/order-api.ts';

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

  /** 1,000 lines whose descriptions have `characters` together. */
  function orderWith(characters: number) {
    const lines = Array.from({ length: 1_000 }, (_, index) => ({
      sku: 'x',
      description: 'x'.repeat(Math.max(0, Math.min(256, characters - index * 256))),
      quantity: 1,
      unitPriceMinor: 1,
    }));
    return { ...validOrder, lines, totalMinor: 1_000 };
  }

  /** How many characters of description fill what SNS takes. */
  async function charactersThatFit(): Promise<number> {
    await api.post(orderWith(0), longest);
    return SNS_LIMIT_BYTES - ATTRIBUTE_BYTES - Buffer.byteLength(messages.pop() ?? '');
  }

  it('fills what SNS takes to the last byte; one byte more is 413', async () => {
    const characters = await charactersThatFit();
    expect((await api.post(orderWith(characters), longest)).status).toBe(202);
    expect(Buffer.byteLength(messages[0] ?? '')).toBe(SNS_LIMIT_BYTES - ATTRIBUTE_BYTES);
    expect((await api.post(orderWith(characters + 1), longest)).status).toBe(413);
    expect(messages).toHaveLength(1);
  });

  it('is the same whatever the correlation id, so that a retry with a longer one is not refused', async () => {
    const characters = await charactersThatFit();
    expect((await api.post(orderWith(characters + 1))).status).toBe(413);
    expect((await api.post(orderWith(characters), { key: 'key-1' })).status).toBe(202);
    expect((await api.post(orderWith(characters), { key: 'key-1', ...longest })).status).toBe(202);
  });
});
