import { SimulatedQueue } from '../../../lib/simulator/aws/simulated-queue.ts';
import { worldWith } from './environment.ts';

const VISIBILITY_SECONDS = 30;
const DAY_MS = 24 * 60 * 60 * 1_000;

function queueWith(...faults: readonly string[]) {
  const world = worldWith(...faults);
  const dlq = new SimulatedQueue({ name: 'dlq', visibilitySeconds: VISIBILITY_SECONDS }, world);
  const redrive = { queue: dlq, maxReceiveCount: 2 };
  const queue = new SimulatedQueue({ name: 'queue', visibilitySeconds: VISIBILITY_SECONDS, redrive }, world);
  return { queue, dlq, time: world.time };
}

const bodies = (records: readonly { readonly body: string }[]) => records.map(({ body }) => body);
const attribute = { stringValue: 'x', dataType: 'String' as const };
const attributes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, attribute]));

describe('a simulated queue, as https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide has it', () => {
  it('hides what was received until its visibility times out', async () => {
    const { queue, time } = queueWith();
    queue.send('one');
    queue.receive(10);
    expect(queue.receive(10)).toEqual([]);
    await time.run();
    expect(time.elapsedMs).toBe(VISIBILITY_SECONDS * 1_000);
    expect(bodies(queue.receive(10))).toEqual(['one']);
  });

  it('counts receipts, and remembers the first', async () => {
    const { queue, time } = queueWith();
    queue.send('one');
    queue.receive(1);
    await time.run();
    const [record] = queue.receive(1);
    expect(record?.attributes).toMatchObject({ ApproximateReceiveCount: '2', ApproximateFirstReceiveTimestamp: '0' });
  });

  it('moves what was received too often to the dead-letter queue, without a reason', async () => {
    const { queue, dlq, time } = queueWith();
    queue.send('one', attributes(1));
    for (let count = 0; count < 2; count += 1) {
      queue.receive(1);
      await time.run();
    }
    expect(queue.receive(1)).toEqual([]);
    expect(dlq.peek()).toMatchObject([{ body: 'one', attributes: attributes(1) }]);
  });

  it('delivers a message again that was received, and even deleted, when a server missed it', async () => {
    const { queue, time } = queueWith('duplicates');
    queue.send('one');
    const [record] = queue.receive(1);
    queue.delete(record?.receiptHandle ?? '');
    await time.run();
    const [again] = queue.receive(1);
    expect(again).toMatchObject({ messageId: record?.messageId, body: 'one' });
  });

  it('hands messages out in another order than they came', () => {
    const { queue } = queueWith('reordering');
    for (const body of ['one', 'two', 'three']) queue.send(body);
    expect(bodies(queue.receive(3))).toEqual(['two', 'one', 'three']);
  });

  it('hides a message for as long as it is told, from then on', async () => {
    const { queue, time } = queueWith();
    queue.send('one');
    const [record] = queue.receive(1);
    queue.changeVisibility(record?.receiptHandle ?? '', 900);
    await time.run();
    expect(time.elapsedMs).toBe(900_000);
    expect(queue.visible).toBe(1);
  });

  it.each([-1, 43_201])('does not hide a message for %s seconds', (seconds) => {
    const { queue } = queueWith();
    queue.send('one');
    const [record] = queue.receive(1);
    expect(() => queue.changeVisibility(record?.receiptHandle ?? '', seconds)).toThrow('out of range');
  });

  it('takes no handle of a receipt that ran out: the message may be with somebody else', async () => {
    const { queue, time } = queueWith();
    queue.send('one');
    const [slow] = queue.receive(1);
    await time.run();
    queue.receive(1);
    queue.delete(slow?.receiptHandle ?? '');
    expect(() => queue.changeVisibility(slow?.receiptHandle ?? '', 1)).toThrow('not in flight');
    expect(queue.hidden).toBe(1);
  });

  it('multiplies every message under its id, each copy with a receipt and a count of its own', async () => {
    const { queue, time } = queueWith('copies by queues');
    queue.send('one');
    await time.run();
    const [first, ...others] = queue.receive(10);
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) {
      expect(other.messageId).toBe(first?.messageId);
      expect(other.attributes.ApproximateReceiveCount).toBe('1');
      expect(other.receiptHandle).not.toBe(first?.receiptHandle);
    }
    queue.delete(first?.receiptHandle ?? '');
    expect(queue.hidden).toBe(others.length);
  });

  it('keeps a message for four days from when it was sent, whoever has it then', async () => {
    const { queue, time } = queueWith();
    const expired: string[] = [];
    queue.whenExpired(({ body }) => expired.push(body));
    queue.send('unseen');
    queue.send('received');
    time.after(4 * DAY_MS - 1_000, () => {
      expect(bodies(queue.receive(1))).toEqual(['unseen']);
    });
    await time.run();
    expect(queue.receive(10)).toEqual([]);
    expect(expired.toSorted()).toEqual(['received', 'unseen']);
  });

  it('counts the age of a dead letter from when it was first sent', async () => {
    const { queue, dlq, time } = queueWith();
    queue.send('one');
    for (let count = 0; count < 2; count += 1) {
      queue.receive(1);
      await time.run();
    }
    queue.receive(1);
    expect(dlq.visible).toBe(1);
    time.after(4 * DAY_MS - 2 * VISIBILITY_SECONDS * 1_000, () => undefined);
    await time.run();
    expect(dlq.visible).toBe(0);
  });

  it('takes ten attributes, and not eleven', () => {
    const { queue } = queueWith();
    queue.send('one', attributes(10));
    expect(() => queue.send('two', attributes(11))).toThrow('too many attributes');
  });

  it('takes a mebibyte, and not a byte more', () => {
    const { queue } = queueWith();
    queue.send('x'.repeat(1_048_576));
    expect(() => queue.send('x'.repeat(1_048_577))).toThrow('too long');
  });
});
