import { SimulatedQueue } from '../../../lib/simulator/aws/simulated-queue.ts';
import { SimulatedTopics } from '../../../lib/simulator/aws/simulated-topics.ts';
import { worldWith } from './environment.ts';

function topicsWith(...faults: readonly string[]) {
  const world = worldWith(...faults);
  const topics = new SimulatedTopics(world.time, world.fate);
  topics.createTopic('placed');
  const queues = ['a', 'b'].map((name) => new SimulatedQueue({ name, visibilitySeconds: 30 }, world));
  for (const queue of queues) topics.subscribe('placed', queue);
  return { topics, queues, time: world.time };
}

const type = { DataType: 'String', StringValue: 'placed' };
const entry = (Id: string, Message: string, attributes = 1) => ({
  Id,
  Message,
  MessageAttributes: Object.fromEntries(Array.from({ length: attributes }, (_, n) => [`a${n}`, type])),
});
const batch = (...entries: ReturnType<typeof entry>[]) => ({ TopicArn: 'placed', PublishBatchRequestEntries: entries });

describe('simulated topics, as https://docs.aws.amazon.com/sns/latest/dg has them', () => {
  it('deliver to every queue, raw', async () => {
    const { topics, queues, time } = topicsWith();
    topics.publishBatch(batch(entry('0', 'one')));
    await time.run();
    for (const queue of queues) {
      expect(queue.peek()).toMatchObject([{ body: 'one', attributes: { a0: { stringValue: 'placed' } } }]);
    }
  });

  it('deliver to one queue twice, and to the other once', async () => {
    const { topics, queues, time } = topicsWith('duplicates');
    topics.publishBatch(batch(entry('0', 'one')));
    await time.run();
    expect(queues.map(({ visible }) => visible)).toEqual([2, 1]);
  });

  it('multiply an event for every queue, each copy under a message id of its own', async () => {
    const { topics, queues, time } = topicsWith('copies by topics');
    topics.publishBatch(batch(entry('0', 'one')));
    await time.run();
    for (const queue of queues) {
      const copies = queue.peek();
      expect(copies.map(({ body }) => body)).toEqual(['one', 'one', 'one', 'one']);
      expect(new Set(copies.map(({ messageId }) => messageId)).size).toBe(4);
    }
  });

  it('deliver to one queue late, whatever the other gets', async () => {
    const { topics, queues, time } = topicsWith('late deliveries');
    topics.publishBatch(batch(entry('0', 'one')));
    const seen: number[][] = [];
    time.after(60_000, () => void seen.push(queues.map(({ visible }) => visible)));
    await time.run();
    expect(seen).toEqual([[0, 1]]);
    expect(queues.map(({ visible }) => visible)).toEqual([1, 1]);
  });

  it('take one entry of a batch and not the other', async () => {
    const { topics, queues, time } = topicsWith();
    const refusals = [true, false];
    const { Failed } = topics.publishBatch(
      batch(entry('0', 'one'), entry('1', 'two')),
      () => refusals.shift() === true,
    );
    await time.run();
    expect(Failed).toEqual([{ Id: '0', Code: 'InternalError' }]);
    expect(queues[0]?.peek()).toMatchObject([{ body: 'two' }]);
  });

  it('drop a message with more than ten attributes, which raw delivery cannot carry', async () => {
    const { topics, queues, time } = topicsWith();
    topics.publishBatch(batch(entry('0', 'one', 11)));
    await time.run();
    expect(queues.map(({ visible }) => visible)).toEqual([0, 0]);
  });

  it('take 256 KiB in a batch, and not a byte more', () => {
    const { topics } = topicsWith();
    topics.publishBatch(batch(entry('0', 'x'.repeat(262_144))));
    expect(() => topics.publishBatch(batch(entry('0', 'x'.repeat(262_145))))).toThrow('262145 bytes');
  });
});
