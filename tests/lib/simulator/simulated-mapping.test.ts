import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sleep } from '../../../lib/clock/clock.ts';
import { type Invocable, SimulatedFunction } from '../../../lib/simulator/aws/simulated-function.ts';
import { SimulatedMapping } from '../../../lib/simulator/aws/simulated-mapping.ts';
import { SimulatedQueue } from '../../../lib/simulator/aws/simulated-queue.ts';
import type { Sandbox } from '../../../lib/simulator/sandbox.ts';
import { worldWith } from './environment.ts';

type Handler = (sandbox: Sandbox) => Invocable<SQSEvent, SQSBatchResponse>;

const TIMEOUT_SECONDS = 5;
const NO_FAILURES: SQSBatchResponse = { batchItemFailures: [] };

function mappingTo(handler: Handler, settings = {}, ...faults: readonly string[]) {
  const world = worldWith(...faults);
  const queue = new SimulatedQueue({ name: 'queue', visibilitySeconds: 30 }, world);
  const target = new SimulatedFunction('function', TIMEOUT_SECONDS, handler, world);
  const deleted: string[] = [];
  const kept: string[] = [];
  const mapping = new SimulatedMapping(
    queue,
    target,
    { batchSize: 10, batchWindowSeconds: 0, maximumConcurrency: 2, ...settings },
    world,
    { onDelete: ({ body }) => void deleted.push(body), onKeep: ({ body }) => void kept.push(body) },
  );
  return { queue, mapping, target, deleted, kept, time: world.time };
}

/** A handler that notes its batches, and takes a while. */
function noting(batches: string[][], takesMs = 0): Handler {
  return (sandbox) =>
    async ({ Records }) => {
      batches.push(Records.map(({ body }) => body));
      await sleep(sandbox.clock, takesMs);
      return NO_FAILURES;
    };
}

describe('a simulated event source mapping, as https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html has it', () => {
  it('invokes with batches, and deletes what succeeded', async () => {
    const batches: string[][] = [];
    const { queue, deleted, time } = mappingTo(noting(batches), { batchSize: 2 });
    for (const body of ['one', 'two', 'three']) queue.send(body);
    await time.run();
    expect(batches).toEqual([['one', 'two'], ['three']]);
    expect(deleted).toEqual(['one', 'two', 'three']);
    expect(queue.visible + queue.hidden).toBe(0);
  });

  it('waits for a batch to fill, as long as its window', async () => {
    const batches: string[][] = [];
    const { queue, time } = mappingTo(noting(batches), { batchWindowSeconds: 3 });
    queue.send('one');
    time.after(2_000, () => queue.send('two'));
    await time.run();
    expect(batches).toEqual([['one', 'two']]);
  });

  it('invokes no more at once than it may', async () => {
    const batches: string[][] = [];
    const seen: number[] = [];
    const { queue, time } = mappingTo(noting(batches, 1_000), { batchSize: 1 });
    for (const body of ['one', 'two', 'three']) queue.send(body);
    time.after(900, () => void seen.push(batches.length));
    await time.run();
    expect(seen).toEqual([2]);
    expect(batches).toHaveLength(3);
  });

  it('may hold a batch for longer than its messages are hidden: they are redelivered, and what is deleted then is no longer its own', async () => {
    const batches: string[][] = [];
    const { queue, mapping, time } = mappingTo(noting(batches));
    mapping.hold(40_000);
    queue.send('one');
    time.after(50_000, () => mapping.hold(0));
    await time.run();
    // At 40 s, at 70 s, and, in time again, at 60 s.
    expect(batches).toEqual([['one'], ['one'], ['one']]);
    expect(queue.visible + queue.hidden).toBe(0);
  });

  it('keeps what the answer names as failed, and only that', async () => {
    const attempts: string[] = [];
    const { queue, deleted, time } = mappingTo(() => async ({ Records }) => {
      attempts.push(...Records.map(({ body }) => body));
      const failed = Records.filter(
        ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount < '2',
      );
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    queue.send('good');
    queue.send('bad');
    await time.run();
    expect(attempts).toEqual(['good', 'bad', 'bad']);
    expect(deleted).toEqual(['good', 'bad']);
  });

  it('keeps a whole batch when the function throws', async () => {
    let invocations = 0;
    const { queue, deleted, time } = mappingTo(() => async () => {
      invocations += 1;
      if (invocations === 1) throw new Error('of the function');
      return NO_FAILURES;
    });
    queue.send('one');
    await time.run();
    expect({ invocations, deleted }).toEqual({ invocations: 2, deleted: ['one'] });
  });

  it('keeps a whole batch when the function takes too long, and ends its process', async () => {
    const processes: string[] = [];
    const { queue, kept, deleted, time } = mappingTo((sandbox) => {
      processes.push(sandbox.name);
      return async () => {
        await sleep(sandbox.clock, processes.length === 1 ? 60_000 : 0);
        return NO_FAILURES;
      };
    });
    queue.send('one');
    await time.run();
    expect(processes).toEqual(['function#1', 'function#2']);
    expect({ kept, deleted }).toEqual({ kept: ['one'], deleted: ['one'] });
  });

  it('tells the function how much of its time is left', async () => {
    const remaining: number[] = [];
    const { queue, time } = mappingTo((sandbox) => async (_, context) => {
      await sleep(sandbox.clock, 1_000);
      remaining.push(context.getRemainingTimeInMillis());
      return NO_FAILURES;
    });
    queue.send('one');
    await time.run();
    expect(remaining).toEqual([TIMEOUT_SECONDS * 1_000 - 1_000]);
  });

  it('invokes a process again that is idle, and freezes what it left undone until then', async () => {
    const done: string[] = [];
    const { queue, time } = mappingTo((sandbox) => async ({ Records: [record] }) => {
      sandbox.clock.after(1_000, () => void done.push(`after ${record?.body} at ${sandbox.clock.now()}`));
      return NO_FAILURES;
    });
    queue.send('one');
    time.after(60_000, () => queue.send('two'));
    await time.run();
    // Due after a second, yet its process was frozen: it came to be when the second message woke it.
    expect(done[0]).toBe('after one at 60125');
  });

  it('comes again when it could not delete', async () => {
    const batches: string[][] = [];
    const { queue, time } = mappingTo(noting(batches), {}, 'lost answers');
    queue.send('one');
    await time.run();
    expect(batches).toEqual([['one'], ['one']]);
  });

  it('finds nothing at first, though there is something', async () => {
    const batches: string[][] = [];
    const { queue, time } = mappingTo(noting(batches), {}, 'empty receives');
    queue.send('one');
    await time.run();
    expect(time.elapsedMs).toBeGreaterThanOrEqual(10_000);
    expect(batches).toEqual([['one']]);
  });

  it('receives nothing while it is disabled', async () => {
    const batches: string[][] = [];
    const { queue, mapping, time } = mappingTo(noting(batches));
    mapping.disable();
    queue.send('one');
    time.after(3_600_000, () => mapping.enable());
    await time.run();
    expect(batches).toEqual([['one']]);
    expect(time.elapsedMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it('runs new code in new processes only', async () => {
    const versions: string[] = [];
    const version =
      (name: string): Handler =>
      () =>
      async () => {
        versions.push(name);
        return NO_FAILURES;
      };
    const { queue, target, time } = mappingTo(version('old'));
    queue.send('one');
    time.after(1_000, () => {
      target.deploy(version('new'));
      queue.send('two');
    });
    await time.run();
    expect(versions).toEqual(['old', 'new']);
  });
});
