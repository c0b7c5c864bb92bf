import type { DynamoDb, Sns, Sqs } from '../../../lib/aws/ports.ts';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import { MAX_CONFLICTS } from '../../../lib/consumer/idempotency.ts';
import { MAX_BLIND_ASK_MS } from '../../../lib/consumer/turn.ts';
import { event } from '../../rig/event-builder.ts';
import {
  type Delivered,
  MAX_ATTEMPTS,
  makeRig,
  type Rig,
  startRigEngines,
  stopRigEngines,
} from '../../rig/pipeline.ts';
import { RecordingGateway } from '../../rig/recording-gateway.ts';

beforeAll(startRigEngines);
afterAll(stopRigEngines);

const now = () => new Date().toISOString();
const placed = (orderId: string) => event('order.placed', { orderId, time: now() });
const outOfStock = (orderId: string) => event('fulfillment.failed', { orderId, time: now() });
const failuresOf = ({ response }: Delivered) => response.batchItemFailures.length;

/** A retry follows at once. */
const undelayed = (real: Sqs): Sqs => ({
  ...real,
  changeMessageVisibilityBatch: (input) =>
    real.changeMessageVisibilityBatch({
      ...input,
      Entries: input.Entries?.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
    }),
});

let rig: Rig;
let gateway: RecordingGateway;
beforeEach(async () => {
  rig = await makeRig();
  gateway = new RecordingGateway();
});

describe('validating', () => {
  const valid = placed('order-1');
  const { data: _data, ...withoutData } = valid;
  const bad: [string, CloudEvent | string, string, string][] = [
    [
      'a body that is not valid JSON',
      '{"customerId": "A. Turner, 12 Long Lane',
      'MalformedJson',
      'the body is not valid JSON',
    ],
    ['a body that is not an object', '[]', 'InvalidEnvelope', 'not an object'],
    ['another specversion', JSON.stringify({ ...valid, specversion: '0.3' }), 'InvalidEnvelope', 'specversion'],
    ['a missing subject', JSON.stringify({ ...valid, subject: '' }), 'InvalidEnvelope', 'subject'],
    ['a time without its zone', JSON.stringify({ ...valid, time: '2026-01-31 12:00' }), 'InvalidEnvelope', 'RFC 3339'],
    [
      'a time of the year 9999',
      JSON.stringify({ ...valid, time: '9999-01-01T00:00:00Z' }),
      'InvalidEnvelope',
      'time is more than a day ahead of the clock',
    ],
    [
      'a day that does not exist',
      JSON.stringify({ ...valid, time: '2026-02-30T00:00:00Z' }),
      'InvalidEnvelope',
      'time',
    ],
    ['half a character in the subject', JSON.stringify({ ...valid, subject: '\ud83e' }), 'InvalidEnvelope', 'subject'],
    ['an envelope without data', JSON.stringify(withoutData), 'InvalidEnvelope', 'data is missing'],
    [
      'data that breaks its schema',
      { ...valid, data: { ...valid.data, currency: 'pounds' } },
      'InvalidEventData',
      '/currency',
    ],
    [
      'an envelope in which SNS wrapped the event',
      { Type: 'Notification', Message: '{}' } as never,
      'InvalidEnvelope',
      'specversion',
    ],
  ];

  it('quarantines a message that almost fills what SQS takes, with as much of its reason as fits', async () => {
    const body = `{${'x'.repeat(1_048_475)}`;
    await rig.send(body);
    expect(failuresOf(await rig.deliver(gateway))).toBe(0);
    const [letter] = await rig.deadLetters();
    expect(letter?.Body).toBe(body);
    expect(letter?.MessageAttributes?.['failure.class']?.StringValue).toBe('MalformedJson');
    expect('the body is not valid JSON').toContain(letter?.MessageAttributes?.['failure.message']?.StringValue);
  });

  it.each(bad)('quarantines %s at once, and says why', async (_, body, code, reason) => {
    await rig.send(body);
    const delivered = await rig.deliver(gateway);
    const [letter, ...others] = await rig.deadLetters();
    expect(failuresOf(delivered)).toBe(0);
    expect(others).toEqual([]);
    expect(letter?.MessageAttributes?.['failure.class']?.StringValue).toBe(code);
    expect(letter?.MessageAttributes?.['failure.message']?.StringValue).toContain(reason);
    expect(letter?.Body).toBe(typeof body === 'string' ? body : JSON.stringify(body));
  });

  it.each([
    ['that this version does not know', 'order.teleported'],
    ['that is a property of every object', 'toString'],
  ])('retries an event type %s up to the attempt limit, and then says why it is quarantined', async (_, type) => {
    await rig.send({ ...valid, type });
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      expect(failuresOf(await rig.deliver(gateway, { sqs: undelayed }))).toBe(1);
      expect(await rig.deadLetters()).toEqual([]);
    }
    expect(failuresOf(await rig.deliver(gateway))).toBe(0);
    const [deadLettered] = await rig.deadLetters();
    expect(deadLettered?.MessageAttributes).toMatchObject({
      'failure.class': { StringValue: 'UnknownEventType' },
      'failure.message': { StringValue: expect.stringContaining('order.placed') },
      'failure.attempts': { StringValue: String(MAX_ATTEMPTS) },
    });
  });

  it('harms no other record of the batch', async () => {
    await rig.send(placed('order-1'), 'garbage', placed('order-2'));
    await rig.deliver(gateway);
    expect((await rig.records()).map(({ subject }) => subject).sort()).toEqual(['order-1', 'order-2']);
    expect(await rig.deadLetters()).toHaveLength(1);
  });

  it('accepts fields that nobody knows, in the envelope and in the data', async () => {
    await rig.send({ ...valid, data: { ...valid.data, giftWrap: true }, tenant: 'north' } as CloudEvent);
    expect((await rig.deliver(gateway)).metric('Handled')).toBe(1);
  });

  it('tells no personal data in the dead-letter attributes, the logs or the metrics', async () => {
    const { data } = valid;
    const poison = {
      ...valid,
      data: { ...data, totalMinor: 'A. Turner', shippingAddress: { ...data.shippingAddress, country: '' } },
    };
    await rig.send(poison as never, '{"recipient": "A. Turner"');
    const { lines } = await rig.deliver(gateway);
    const letters = await rig.deadLetters();
    const told = JSON.stringify([lines, letters.map(({ MessageAttributes }) => MessageAttributes)]);
    expect(letters).toHaveLength(2);
    for (const secret of ['Turner', 'Long Lane', 'LS1 4AP', 'pm_card_visa']) expect(told).not.toContain(secret);
  });
});

describe('grouping by order', () => {
  it('deals with orders side by side', async () => {
    let waiting = 0;
    let most = 0;
    gateway.afterCharge = async () => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise((resolve) => setImmediate(resolve));
      waiting -= 1;
    };
    await rig.send(placed('order-1'), placed('order-2'), placed('order-3'));
    await rig.deliver(gateway);
    expect(most).toBe(3);
  });

  it('deals with two events of one order one after another, in one write', async () => {
    await rig.send(placed('order-1'), outOfStock('order-1'));
    const delivered = await rig.deliver(gateway);
    const [record] = await rig.records();
    expect(record).toMatchObject({ version: 1, facts: { refundId: 're_refund-order-1' } });
    expect(record?.inbox).toHaveLength(2);
    expect(delivered.metric('DynamoDBWrites')).toBe(1);
  });

  it('takes the same event twice in one batch for one', async () => {
    const twice = placed('order-1');
    await rig.send(twice, twice);
    const delivered = await rig.deliver(gateway);
    expect(failuresOf(delivered)).toBe(0);
    expect([delivered.metric('Handled'), delivered.metric('Duplicates')]).toEqual([1, 1]);
    expect(gateway.asked).toHaveLength(1);
    expect(await rig.published()).toHaveLength(1);
  });
});

describe('committing once', () => {
  it('costs one read request and a write of each order for later events of ten orders', async () => {
    const orders = Array.from({ length: 10 }, (_, index) => `order-${index}`);
    await rig.send(...orders.map(placed));
    await rig.deliver(gateway);
    await rig.send(...orders.map(outOfStock));
    const delivered = await rig.deliver(gateway);
    expect(delivered.metric('Handled')).toBe(10);
    expect(delivered.metric('DynamoDBReads')).toBe(1);
    expect(delivered.metric('DynamoDBWrites')).toBe(10);
    expect(delivered.metric('WriteUnits')).toBe(10);
  });

  it('costs one write request, one write unit per order and no read for ten first contacts', async () => {
    await rig.send(...Array.from({ length: 10 }, (_, index) => placed(`order-${index}`)));
    const delivered = await rig.deliver(gateway);
    expect(delivered.metric('Handled')).toBe(10);
    expect(delivered.metric('DynamoDBReads')).toBe(0);
    expect(delivered.metric('DynamoDBWrites')).toBe(1);
    expect(delivered.metric('WriteUnits')).toBe(10);
  });

  it('changes nothing for a copy of an event, whatever its message id, and publishes nothing again', async () => {
    const order = placed('order-1');
    await rig.send(order);
    await rig.deliver(gateway);
    const [before] = await rig.records();
    await rig.send(order);
    const again = await rig.deliver(gateway);
    expect(again.metric('Duplicates')).toBe(1);
    expect(await rig.records()).toEqual([before]);
    expect(await rig.published()).toHaveLength(1);
  });

  it('tells events of other sources apart by source and id', async () => {
    const order = placed('order-1');
    const foreign = { ...outOfStock('order-1'), id: order.id, source: 'https://stock.example/events' };
    await rig.send(order, foreign, { ...foreign, source: 'https://warehouse.example/events' });
    expect((await rig.deliver(gateway)).metric('Duplicates')).toBe(0);
    const [record] = await rig.records();
    expect(record?.inbox).toEqual([
      order.id,
      `https://stock.example/events ${order.id}`,
      `https://warehouse.example/events ${order.id}`,
    ]);
  });

  it('decides again on the record as it is, when somebody else wrote it in between', async () => {
    await rig.send(placed('order-1'));
    await rig.deliver(gateway);
    await rig.send(outOfStock('order-1'), event('shipment.failed', { orderId: 'order-1', time: now() }));
    let isFirst = true;
    const overtaken = (real: DynamoDb): DynamoDb => ({
      ...real,
      putItem: async (input) => {
        if (isFirst) {
          isFirst = false;
          await real.putItem({ ...input, Item: { ...input.Item, inbox: { S: '["overtaking"]' } } });
        }
        return real.putItem(input);
      },
    });
    const delivered = await rig.deliver(gateway, { dynamoDb: overtaken });
    expect(delivered.metric('CommitConflicts')).toBe(1);
    expect(failuresOf(delivered)).toBe(0);
    const [record] = await rig.records();
    expect(record?.inbox).toContain('overtaking');
    expect(record?.inbox).toHaveLength(3);
  });

  it('gives up after a bounded number of conflicts, and retries by the queue', async () => {
    await rig.send(placed('order-1'));
    const found = {
      subject: { S: 'order-1' },
      version: { N: '7' },
      facts: { S: '{}' },
      inbox: { S: '[]' },
      outbox: { S: '{}' },
    };
    const alwaysConflicting = (real: DynamoDb): DynamoDb => ({
      ...real,
      getItem: async () => ({ Item: found }),
      putItem: () =>
        Promise.reject(Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException', Item: found })),
      batchExecuteStatement: async () => ({ Responses: [{ Error: { Code: 'DuplicateItem', Item: found } }] }),
    });
    const delivered = await rig.deliver(gateway, { dynamoDb: alwaysConflicting });
    expect(failuresOf(delivered)).toBe(1);
    expect(delivered.metric('CommitConflicts')).toBe(MAX_CONFLICTS);
    expect(delivered.lines).toContainEqual(expect.objectContaining({ code: 'CommitConflict', outcome: 'retried' }));
  });

  it('reads before it asks the gateway about an event that is not fresh: it may have been dealt with long ago', async () => {
    const old = event('order.placed', { time: new Date(Date.now() - MAX_BLIND_ASK_MS - 1_000).toISOString() });
    await rig.send(old);
    await rig.deliver(gateway);
    await rig.send(old);
    const again = await rig.deliver(gateway);
    expect(again.metric('DynamoDBReads')).toBe(1);
    expect(gateway.asked).toHaveLength(1);
  });
});

describe('publishing', () => {
  it('announces what was committed under an id derived from service, cause and type', async () => {
    const order = placed('order-1');
    await rig.send(order);
    await rig.deliver(gateway);
    expect(await rig.published()).toMatchObject([
      {
        specversion: '1.0',
        source: '/payment',
        type: 'payment.captured',
        subject: 'order-1',
        correlationid: 'order-1',
        causationid: order.id,
        traceparent: order.traceparent,
      },
    ]);
  });

  it('fails only the records whose events were not taken, and publishes those at the next delivery', async () => {
    rig = await makeRig({ visibilitySeconds: 0 });
    await rig.send(placed('order-1'), placed('order-2'), placed('order-3'));
    const losingSecond = (real: Sns): Sns => ({
      publishBatch: async (input) => {
        const [first, , third] = input.PublishBatchRequestEntries ?? [];
        await real.publishBatch({
          ...input,
          PublishBatchRequestEntries: [first, third].filter((entry) => entry !== undefined),
        });
        return { Failed: [{ Id: '1', Code: 'InternalError' }] };
      },
    });
    const undelayed = { postpone: async () => new Map(), quarantine: async () => new Map() };
    const first = await rig.deliver(gateway, { sns: losingSecond, environment: { queue: undelayed } });
    expect(failuresOf(first)).toBe(1);
    expect(first.metric('Published')).toBe(2);
    const second = await rig.deliver(gateway);
    expect(second.metric('Duplicates')).toBe(1);
    expect(new Set((await rig.published()).map(({ subject }) => subject)).size).toBe(3);
    expect(gateway.charges.size).toBe(3);
  });
});

describe('failing', () => {
  it('retries a gateway outage after a delay, and charges once when it is over', async () => {
    await rig.send(placed('order-1'));
    gateway.isDown = true;
    const delays: number[] = [];
    const noting = (real: Sqs): Sqs => ({
      ...real,
      changeMessageVisibilityBatch: (input) => {
        delays.push(...(input.Entries ?? []).map(({ VisibilityTimeout = -1 }) => VisibilityTimeout));
        return real.changeMessageVisibilityBatch({
          ...input,
          Entries: input.Entries?.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
        });
      },
    });
    const failed = await rig.deliver(gateway, { sqs: noting });
    expect(failuresOf(failed)).toBe(1);
    expect(failed.metric('Retried')).toBe(1);
    gateway.isDown = false;
    const handled = await rig.deliver(gateway);
    expect(handled.metric('Handled')).toBe(1);
    expect(delays).toEqual([2]);
    expect(gateway.charges.size).toBe(1);
  });

  it('quarantines the last allowed attempt with everything one needs to know, and keeps the message as it was', async () => {
    const order = placed('order-1');
    await rig.send(order);
    gateway.isDown = true;
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      expect(failuresOf(await rig.deliver(gateway, { sqs: undelayed }))).toBe(1);
    }
    expect(failuresOf(await rig.deliver(gateway))).toBe(0);
    const [letter] = await rig.deadLetters();
    const attributes = Object.entries(letter?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(letter?.Body).toBe(JSON.stringify(order));
    expect(Object.fromEntries(attributes)).toEqual({
      type: 'order.placed',
      source: '/test',
      'failure.class': 'GatewayOutage',
      'failure.message': 'the payment gateway does not answer',
      'failure.service': 'payment',
      'failure.attempts': String(MAX_ATTEMPTS),
      'failure.first': expect.stringMatching(/^20\d\d-.*Z$/),
      'failure.last': expect.stringMatching(/^20\d\d-.*Z$/),
      'failure.version': 'test-version',
      'failure.trace': '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  it('keeps a record that the dead-letter queue does not take', async () => {
    await rig.send('garbage');
    const full = (real: Sqs): Sqs => ({
      ...real,
      sendMessageBatch: async () => ({ Failed: [{ Id: '0', Code: 'InternalError' }] }),
    });
    const delivered = await rig.deliver(gateway, { sqs: full });
    expect(failuresOf(delivered)).toBe(1);
    expect(delivered.metric('Quarantined')).toBe(0);
  });

  it('does not tell the text of an error that is not ours, only its class and place', async () => {
    await rig.send(placed('order-1'));
    gateway.afterCharge = () => Promise.reject(new RangeError('card of A. Turner, 12 Long Lane'));
    const { lines } = await rig.deliver(gateway);
    expect(lines).toContainEqual(expect.objectContaining({ code: 'RangeError', outcome: 'retried' }));
    expect(JSON.stringify(lines)).not.toContain('Turner');
  });

  it('logs who, what and how often for each record', async () => {
    const order = placed('order-1');
    await rig.send(order);
    const { lines, event: batch } = await rig.deliver(gateway);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'info',
        service: 'payment',
        outcome: 'handled',
        eventId: order.id,
        eventType: 'order.placed',
        subject: 'order-1',
        correlationId: 'order-1',
        messageId: batch.Records[0]?.messageId,
        attempt: 1,
      }),
    );
  });
});

describe('running out of time', () => {
  it('takes no record when the time is up, and reports all of them', async () => {
    await rig.send(placed('order-1'), placed('order-2'));
    const delivered = await rig.deliver(gateway, {}, 0);
    expect(failuresOf(delivered)).toBe(2);
    expect(gateway.asked).toEqual([]);
    expect(delivered.lines).toContainEqual(expect.objectContaining({ code: 'OutOfTime' }));
  });

  it('does not wait for a slow order: the others are settled, and the slow one comes again', async () => {
    const slow = placed('slow');
    await rig.send(slow, placed('quick'));
    gateway.afterCharge = ({ orderId }) => (orderId === 'slow' ? new Promise(() => undefined) : Promise.resolve());
    const delivered = await rig.deliver(gateway, {}, 1_000);
    expect(delivered.metric('Handled')).toBe(1);
    expect(failuresOf(delivered)).toBe(1);
    expect((await rig.records()).map(({ subject }) => subject)).toEqual(['quick']);
  });
});

describe('crashing', () => {
  const crash = () => Promise.reject(new Error('the sandbox is gone'));

  it('between the gateway call and the commit: the next delivery charges nobody again', async () => {
    rig = await makeRig({ visibilitySeconds: 0 });
    await rig.send(placed('order-1'));
    const dying = (real: DynamoDb): DynamoDb => ({ ...real, batchExecuteStatement: crash });
    const undelayed = { postpone: async () => new Map(), quarantine: async () => new Map() };
    await rig.deliver(gateway, { dynamoDb: dying, environment: { queue: undelayed } });
    expect(await rig.records()).toEqual([]);
    await rig.deliver(gateway);
    expect(gateway.charges.size).toBe(1);
    expect(await rig.published()).toHaveLength(1);
  });

  it('between the commit and the publication: the next delivery publishes', async () => {
    rig = await makeRig({ visibilitySeconds: 0 });
    await rig.send(placed('order-1'));
    const dying = { publisher: { publish: crash } };
    await expect(rig.deliver(gateway, { environment: dying })).rejects.toThrow('the sandbox is gone');
    expect(await rig.published()).toEqual([]);
    const [committed] = await rig.records();
    await rig.deliver(gateway);
    expect(await rig.records()).toEqual([committed]);
    expect(await rig.published()).toHaveLength(1);
    expect(gateway.asked).toHaveLength(1);
  });

  it('after the write was applied but its answer was lost: the next delivery finds its event in the inbox', async () => {
    await rig.send(placed('order-1'));
    const losingAnswers = (real: DynamoDb): DynamoDb => ({
      ...real,
      batchExecuteStatement: async (input) => {
        await real.batchExecuteStatement(input);
        return crash();
      },
    });
    expect(failuresOf(await rig.deliver(gateway, { dynamoDb: losingAnswers, sqs: undelayed }))).toBe(1);
    const again = await rig.deliver(gateway);
    expect(again.metric('Duplicates')).toBe(1);
    expect(await rig.published()).toHaveLength(1);
    expect(gateway.charges.size).toBe(1);
  });
});
