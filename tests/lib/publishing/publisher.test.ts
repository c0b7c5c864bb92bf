import type { PublishBatchCommandInput } from '@aws-sdk/client-sns';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import { MAX_PUBLISH_BYTES, messageBytes, snsPublisher } from '../../../lib/publishing/publisher.ts';
import { exampleEvent } from '../../../resources/generate/examples.ts';

/** What reaches SNS, seen from its side of the port. */
function recordingSns() {
  const batches: PublishBatchCommandInput[] = [];
  return {
    batches,
    publishBatch: async (input: PublishBatchCommandInput) => {
      batches.push(input);
      return {};
    },
  };
}

/** What the attributes `type`, `source` and `publication` take of SNS's limit. */
const ATTRIBUTE_BYTES = Buffer.byteLength(
  'typeStringpayment.captured' + 'sourceString/payment' + 'publicationStringpublication',
);

/** An event of exactly `bytes`, as SNS counts them. */
function eventOf(bytes: number, id: string): CloudEvent {
  const event = { ...exampleEvent('payment.captured'), id, data: { filling: '' } };
  return { ...event, data: { filling: 'x'.repeat(bytes - messageBytes(event) - ATTRIBUTE_BYTES) } };
}

describe('publishing', () => {
  it('sends events of one type to its topic, ten at most in a request', async () => {
    const sns = recordingSns();
    const events = Array.from({ length: 12 }, (_, index) => ({
      ...exampleEvent('payment.captured'),
      id: `event-${index}`,
    }));
    await snsPublisher(sns, (type) => `arn:${type}`).publish(
      [...events, exampleEvent('payment.refunded')],
      () => 'publication',
    );
    const sent = sns.batches.map(({ TopicArn, PublishBatchRequestEntries = [] }) => [
      TopicArn,
      PublishBatchRequestEntries.length,
    ]);
    expect(sent.sort()).toEqual([
      ['arn:payment.captured', 10],
      ['arn:payment.captured', 2],
      ['arn:payment.refunded', 1],
    ]);
  });

  it('gives each message its type, source and publication as attributes, and no more: raw delivery drops a message with over ten', async () => {
    const sns = recordingSns();
    await snsPublisher(sns, () => 'arn').publish([exampleEvent('payment.captured')], () => 'publication');
    expect(sns.batches[0]?.PublishBatchRequestEntries?.[0]?.MessageAttributes).toEqual({
      type: { DataType: 'String', StringValue: 'payment.captured' },
      source: { DataType: 'String', StringValue: '/payment' },
      publication: { DataType: 'String', StringValue: 'publication' },
    });
  });

  it('sends only characters that SQS takes, and they are read as they were', async () => {
    const sns = recordingSns();
    const text = '\u0000 \u001f \ud83e \ufffe \uffff Zoë 🫖';
    const event = { ...exampleEvent('payment.captured'), data: { text } };
    await snsPublisher(sns, () => 'arn').publish([event], () => 'publication');
    const { Message = '' } = sns.batches[0]?.PublishBatchRequestEntries?.[0] ?? {};
    expect(Message).toMatch(/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u);
    expect(JSON.parse(Message)).toEqual(event);
    expect(messageBytes(event)).toBe(Buffer.byteLength(Message));
  });

  it('keeps a request within 256 KiB', async () => {
    const sns = recordingSns();
    const half = MAX_PUBLISH_BYTES / 2;
    await snsPublisher(sns, () => 'arn').publish(
      [eventOf(half, 'a'), eventOf(half, 'b'), eventOf(2_000, 'c')],
      () => 'publication',
    );
    expect(sns.batches.map(({ PublishBatchRequestEntries = [] }) => PublishBatchRequestEntries.length)).toEqual([2, 1]);
  });

  it('publishes an event of exactly 256 KiB, and refuses one byte more for good', async () => {
    const sns = recordingSns();
    const failures = await snsPublisher(sns, () => 'arn').publish(
      [eventOf(MAX_PUBLISH_BYTES, 'fits'), eventOf(MAX_PUBLISH_BYTES + 1, 'too large')],
      () => 'publication',
    );
    expect([...failures]).toEqual([['too large', { code: 'TooLarge', permanent: true }]]);
    expect(sns.batches).toHaveLength(1);
  });

  it('names the events of a request that failed as a whole', async () => {
    const down = { publishBatch: () => Promise.reject(Object.assign(new Error('no'), { name: 'ThrottledException' })) };
    const failures = await snsPublisher(down, () => 'arn').publish(
      [exampleEvent('payment.captured')],
      () => 'publication',
    );
    expect([...failures.values()]).toEqual([{ code: 'ThrottledException', permanent: false }]);
  });
});
