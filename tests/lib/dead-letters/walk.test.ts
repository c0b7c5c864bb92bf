import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { systemClock } from '../../../lib/clock/clock.ts';
import { Groups, shapeOf } from '../../../lib/dead-letters/groups.ts';
import { HIDDEN_SECONDS, Hold } from '../../../lib/dead-letters/hold.ts';
import { MAX_HELD, type Ports, type Walkable, walk } from '../../../lib/dead-letters/walk.ts';
import { type DeadLetterRig, type DeadLetterStage, startDeadLetterRig } from '../../rig/dead-letters.ts';

let rig: DeadLetterRig;
let stage: DeadLetterStage;
let source: Walkable;
let ports: Ports;

beforeAll(async () => {
  rig = await startDeadLetterRig();
});
beforeEach(async () => {
  stage = await rig.stage('payment');
  source = { kind: 'consumer', urls: { dlq: stage.url('payment-dlq') } };
  ports = { sqs: rig.sqs, clock: systemClock, countsLagMs: 0 };
});
afterAll(() => rig.stop());

const bodies = (count: number) => Array.from({ length: count }, (_, index) => `message ${index}`);
const deleting = (ReceiptHandle: string) => new DeleteMessageCommand({ QueueUrl: source.urls.dlq, ReceiptHandle });
const everything = { heldElsewhere: 0, notReceived: 0 };

describe('walking over a dead-letter queue', () => {
  it('sees every message once, far more than one receive returns, and leaves all of them as they were', async () => {
    await stage.send('payment-dlq', bodies(1_000), { 'failure.class': 'Odd' });
    await stage.send('payment-dlq', bodies(1_000), { 'failure.class': 'Even' });
    const seen: string[] = [];
    const groups = new Groups(60);
    const walked = await walk(ports, source, async (page) => {
      for (const message of page) {
        seen.push(message.messageId);
        groups.add(message);
      }
      return {};
    });
    expect(walked).toEqual({ seen: 2_000, ...everything });
    expect(new Set(seen).size).toBe(2_000);
    expect(groups.all).toMatchObject([{ messages: 1_000 }, { messages: 1_000 }]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 2_000, hidden: 0 });
  });

  it('gives messages back when the visit fails, and when it has seen enough', async () => {
    await stage.send('payment-dlq', bodies(30));
    await expect(walk(ports, source, () => Promise.reject(new Error('the terminal is gone')))).rejects.toThrow('gone');
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 30, hidden: 0 });
    await walk(ports, source, async () => ({ isEnough: true }));
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 30, hidden: 0 });
  });

  it('ends at once in an empty queue', async () => {
    expect(await walk(ports, source, async () => ({}))).toEqual({ seen: 0, ...everything });
  });

  it('says how many messages another command holds, which an empty answer would hide', async () => {
    await stage.send('payment-dlq', bodies(100));
    await stage.hide('payment-dlq', 72);
    expect(await walk(ports, source, async () => ({}))).toEqual({ seen: 28, heldElsewhere: 72, notReceived: 0 });
  });

  it('does not count what it took out itself as not seen', async () => {
    await stage.send('payment-dlq', bodies(20));
    const walked = await walk(ports, source, async (page) => {
      for (const { receiptHandle: ReceiptHandle } of page) await rig.sqs.send(deleting(ReceiptHandle));
      return { taken: new Set(page.map(({ messageId }) => messageId)) };
    });
    expect(walked).toEqual({ seen: 20, ...everything });
  });

  it('hides at most 10,000 at once, and reports the others as not received', async () => {
    await stage.send('payment-dlq', bodies(MAX_HELD + 130));
    let mostHidden = 0;
    const walked = await walk(ports, source, async () => {
      mostHidden = Math.max(mostHidden, (await stage.counts('payment-dlq')).hidden);
      return {};
    });
    expect(mostHidden).toBe(MAX_HELD);
    expect(walked).toEqual({ seen: MAX_HELD, heldElsewhere: 0, notReceived: 130 });
  }, 60_000);

  it('two at once see the same total, whatever each of them sees', async () => {
    await stage.send('payment-dlq', bodies(2_000));
    const both = await Promise.all([1, 2].map(() => walk(ports, source, async () => ({}))));
    for (const { seen, heldElsewhere, notReceived } of both) expect(seen + heldElsewhere + notReceived).toBe(2_000);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 2_000, hidden: 0 });
  });
});

describe('holding messages', () => {
  it('asks for a minute, and again in tens while the command lives', async () => {
    await stage.send('payment-dlq', bodies(25));
    const timers: (() => void)[] = [];
    const later = (then: () => void) => {
      timers.push(then);
      return () => undefined;
    };
    const clock = { ...systemClock, after: (_: number, then: () => void) => later(then) };
    const asked: number[][] = [];
    const counting = {
      ...rig.sqs,
      send: async (command: { input: { Entries?: { VisibilityTimeout?: number }[] } }) => {
        asked.push((command.input.Entries ?? []).map(({ VisibilityTimeout = -1 }) => VisibilityTimeout));
        return rig.sqs.send(command as never);
      },
    };
    const hold = new Hold(counting as never, clock, source.urls.dlq);
    const messages = await stage.hide('payment-dlq', 25);
    hold.add(
      messages.map(({ MessageId = '', ReceiptHandle = '' }) => ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
      })),
    );
    timers.shift()?.();
    await hold.giveBack(new Set(messages.slice(0, 5).map(({ MessageId = '' }) => MessageId)));
    expect(asked.map((entries) => [entries.length, entries[0]])).toEqual([
      [10, HIDDEN_SECONDS],
      [10, HIDDEN_SECONDS],
      [5, HIDDEN_SECONDS],
      [10, 0],
      [10, 0],
    ]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 20, hidden: 5 });
    await hold.giveBack();
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 25, hidden: 0 });
  });

  it('hides what it receives for a minute only, so that a killed command is not a silent one', async () => {
    await stage.send('payment-dlq', bodies(3));
    const timeouts: (number | undefined)[] = [];
    const sqs = Object.assign(Object.create(rig.sqs), {
      send: (command: object) => {
        if (command instanceof ReceiveMessageCommand) timeouts.push(command.input.VisibilityTimeout);
        return rig.sqs.send(command as never);
      },
    });
    await walk({ ...ports, sqs }, source, async () => ({}));
    expect(new Set(timeouts)).toEqual(new Set([60]));
  });
});

test.each([
  ['DynamoDB failed on fanfare-prod-stock after 1534 ms', 'DynamoDB failed on fanfare-prod-stock after N ms'],
  ["unknown sku '85123A' in order 202e4311-a38e-5ffb-9e6d-4a0f1171e70e", 'unknown sku "…" in order …'],
  ['/lines/12/quantity must be >= 1', '/lines/N/quantity must be >= N'],
])('%s has the shape %s', (message, shape) => {
  expect(shapeOf(message)).toBe(shape);
});
