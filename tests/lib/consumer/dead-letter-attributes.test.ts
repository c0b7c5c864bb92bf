import { MAX_ATTRIBUTES, withReasons } from '../../../lib/consumer/dead-letter-queue.ts';

const own = (stringValue: string) => ({
  dataType: 'String' as const,
  stringValue,
  stringListValues: [],
  binaryListValues: [],
});

describe('the attributes of a dead letter', () => {
  it('say why it failed this time, after a redrive that left the reasons of the last time on it', () => {
    const attributes = withReasons(
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
    const attributes = withReasons(nine, { 'failure.class': 'A', 'failure.message': 'B' });
    expect(Object.keys(attributes)).toHaveLength(MAX_ATTRIBUTES);
    expect(attributes['failure.class']?.StringValue).toBe('A');
  });
});
