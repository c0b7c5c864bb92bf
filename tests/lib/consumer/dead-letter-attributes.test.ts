import fc from 'fast-check';
import { MAX_ATTRIBUTES, MAX_MESSAGE_BYTES, messageBytesOf } from '../../../lib/aws/sqs-messages.ts';
import { withReasons } from '../../../lib/consumer/dead-letter-queue.ts';

const BODY = '{}';
const own = (stringValue: string) => ({
  dataType: 'String' as const,
  stringValue,
  stringListValues: [],
  binaryListValues: [],
});

describe('the attributes of a dead letter', () => {
  it('say why it failed this time, after a redrive that left the reasons of the last time on it', () => {
    const attributes = withReasons(
      BODY,
      { type: own('order.placed'), 'failure.class': own('GatewayOutage'), 'failure.message': own('down') },
      { 'failure.class': 'InvalidEventData' },
    );
    expect(attributes).toEqual({
      type: { DataType: 'String', StringValue: 'order.placed' },
      'failure.class': { DataType: 'String', StringValue: 'InvalidEventData' },
    });
  });

  it('are never more than SQS takes: the message keeps its own', () => {
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, number) => [`own-${number}`, own('x')]));
    const attributes = withReasons(BODY, nine, { 'failure.class': 'A', 'failure.message': 'B' });
    expect(Object.keys(attributes)).toHaveLength(MAX_ATTRIBUTES);
    expect(attributes['failure.class']?.StringValue).toBe('A');
  });

  it('are cut to what fits beside a body that almost fills a message, the most telling first', () => {
    const reasons = {
      'failure.class': 'InvalidEnvelope',
      'failure.message': 'é'.repeat(1_024),
      'failure.service': 'payment',
    };
    const attributes = { type: own('order.placed') };
    const sizeOf = (bodyBytes: number) => {
      const body = 'x'.repeat(bodyBytes);
      const kept = withReasons(body, attributes, reasons);
      return { kept, bytes: messageBytesOf(body, kept) };
    };
    expect(Object.keys(sizeOf(1_000).kept)).toEqual(['type', ...Object.keys(reasons)]);
    const nearlyFull = sizeOf(MAX_MESSAGE_BYTES - 100);
    expect(nearlyFull.bytes).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(nearlyFull.kept['failure.class']?.StringValue).toBe('InvalidEnvelope');
    expect(nearlyFull.kept['failure.message']?.StringValue).toMatch(/^é+$/);
    expect(Object.keys(sizeOf(MAX_MESSAGE_BYTES - 22).kept)).toEqual(['type']);
  });

  it('keep every message within what SQS takes, whatever its body and its reasons', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000 }),
        fc.dictionary(
          fc.constantFrom('failure.class', 'failure.message', 'failure.trace'),
          fc.string({ unit: 'binary', maxLength: 2_000 }),
        ),
        (spare, reasons) => {
          const body = 'x'.repeat(MAX_MESSAGE_BYTES - spare);
          const attributes = withReasons(body, {}, reasons);
          expect(messageBytesOf(body, attributes)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
          for (const { StringValue } of Object.values(attributes)) expect(StringValue).not.toBe('');
        },
      ),
    );
  });
});
