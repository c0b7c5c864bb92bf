import { deadMessageOf } from '../../../lib/dead-letters/dead-message.ts';
import { shownBody } from '../../../lib/dead-letters/masking.ts';

const attributes = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`own-${index}`, { DataType: 'String', StringValue: 'x' }]),
  );
const message = (count: number, Body = '{}') => ({
  MessageId: 'm',
  ReceiptHandle: 'r',
  Body,
  MessageAttributes: attributes(count),
});

describe('the cause of a dead-lettered message without a reason', () => {
  it('is that SQS moved it, after a crash or a time-out', () => {
    expect(deadMessageOf(message(9), 'consumer')?.cause.class).toBe('MovedBySqs');
  });

  it('may be that there was no room for one beside ten attributes of its own', () => {
    expect(deadMessageOf(message(10), 'consumer')?.cause).toEqual({
      class: 'NoRoomForReason',
      message: 'it has 10 attributes of its own: SQS takes no more, so none says why it failed',
    });
  });
});

it('a body that is nested without end is a message like any other that holds no event', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  for (const body of [deep, `{"specversion":"1.0","data":${deep}}`]) {
    const dead = deadMessageOf(message(0, body), 'consumer');
    expect(dead).toMatchObject({ body, event: undefined });
    for (const isFull of [true, false]) expect(shownBody({ body, event: dead?.event }, {}, isFull)).toBeDefined();
  }
});
