import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventOf } from '../../../events/contract.ts';
import { dynamoDbPort } from '../../../lib/aws/sdk-port.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import { exitCodeOfList, exitCodeOfPeek } from '../../../lib/dead-letters/exit-codes.ts';
import { csvOf } from '../../../lib/dead-letters/export.ts';
import { purgeMessages } from '../../../lib/dead-letters/operations/archive.ts';
import { list } from '../../../lib/dead-letters/operations/list.ts';
import { peek } from '../../../lib/dead-letters/operations/peek.ts';
import { dynamoDbStore } from '../../../lib/store/dynamodb-store.ts';
import type { StoredRecord } from '../../../lib/store/record-store.ts';
import { exampleEvent } from '../../../resources/generate/examples.ts';
import { listText } from '../../../resources/plugins/dlq/list-command.ts';
import { messageText } from '../../../resources/plugins/dlq/peek-command.ts';
import { type DeadLetterRig, type DeadLetterStage, selecting, startDeadLetterRig } from '../../rig/dead-letters.ts';

let rig: DeadLetterRig;
let stage: DeadLetterStage;

beforeAll(async () => {
  rig = await startDeadLetterRig();
});
beforeEach(async () => {
  stage = await rig.stage('payment', 'invoice');
});
afterAll(() => rig.stop());

const order = (subject: string, data: object = {}) => {
  const example = exampleEvent('order.placed') as EventOf<'order.placed'>;
  return { ...example, id: randomUUID(), subject, data: { ...example.data, ...data } };
};
const outage = {
  'failure.class': 'GatewayOutage',
  'failure.message': 'the payment gateway does not answer',
  'failure.first': '2026-11-23T21:39:44.258Z',
  'failure.last': '2026-11-23T21:40:07.842Z',
};
const everything = { selection: selecting(), limit: 1_000, isFull: false };

describe('a list', () => {
  it('groups what failed alike, in the queues of functions and of deliveries', async () => {
    await stage.send(
      'payment-dlq',
      [order('1'), order('2')].map((event) => JSON.stringify(event)),
      outage,
    );
    await stage.send('invoice-delivery-dlq', [JSON.stringify(order('3'))]);
    const report = await list(stage.context);
    expect(report.queues.filter(({ messages }) => messages > 0)).toMatchObject([
      {
        service: 'payment',
        kind: 'consumer',
        messages: 2,
        seen: 2,
        isComplete: true,
        groups: [{ class: 'GatewayOutage', eventType: 'order.placed', messages: 2 }],
      },
      { service: 'invoice', kind: 'delivery', messages: 1, groups: [{ class: 'NotDelivered', messages: 1 }] },
    ]);
    expect(exitCodeOfList(report)).toBe(0);
    const text = listText(report, stage.stage, Date.now(), 200);
    expect(text).toContain(`npx serverless dlq peek --service payment --group`);
    expect(text).toContain(`--stage ${stage.stage.name}`);
  });

  it('says what was seen and what was not when another command holds some', async () => {
    await stage.send(
      'payment-dlq',
      Array.from({ length: 100 }, (_, number) => `${number}`),
    );
    await stage.hide('payment-dlq', 72);
    const report = await list(stage.context);
    expect(report.queues[0]).toMatchObject({ messages: 100, seen: 28, heldElsewhere: 72, isComplete: false });
    expect(listText(report, stage.stage, Date.now(), 200)).toContain(
      'payment: 100 in the queue, 28 seen, 72 held by another command; they return within 60 s of its end',
    );
    expect(exitCodeOfList(report)).toBe(5);
  });

  it('does not call a queue empty whose messages are all held by a command that was killed', async () => {
    await stage.send('payment-dlq', ['a', 'b', 'c']);
    const held = await stage.hide('payment-dlq', 3);
    const report = await list(stage.context);
    expect(report).toMatchObject({
      isEmptyForSure: false,
      queues: [{ messages: 3, seen: 0, heldElsewhere: 3 }, {}, {}, {}],
    });
    expect(exitCodeOfList(report)).toBe(5);
    const text = listText(report, stage.stage, Date.now(), 200);
    expect(text).toContain('payment: 3 in the queue, 0 seen, 3 held by another command');
    expect(text).not.toMatch(/\b[Nn]o (dead|message)/);
    await stage.show('payment-dlq', held);
    expect((await list(stage.context)).queues[0]).toMatchObject({ messages: 3, seen: 3 });
  });

  it('says none only after counting twice that nothing is there', async () => {
    const report = await list(stage.context);
    expect(report.isEmptyForSure).toBe(true);
    expect(exitCodeOfList(report)).toBe(0);
    expect(listText(report, stage.stage, Date.now())).toBe('No dead-lettered messages in 4 queues.');
  });

  it('on AWS, whose counts lag, one look is none seen, and a second one a minute later is needed for none', async () => {
    const late = withLag(stage, 60_000);
    const once = await list(late.context);
    expect(once.isEmptyForSure).toBe(false);
    expect(exitCodeOfList(once)).toBe(5);
    const text = listText(once, stage.stage, Date.now());
    expect(text).toContain('No messages seen in 4 queues. SQS counts none, but its counts may be a minute late.');
    expect(text).toContain(`npx serverless dlq list --sure --stage ${stage.stage.name}`);

    const sure = await list(late.context, { isSure: true });
    expect(sure.isEmptyForSure).toBe(true);
    expect(late.waitedMs()).toBeGreaterThanOrEqual(60_000);
  });

  it('two operators at once see the same total', async () => {
    await stage.send(
      'payment-dlq',
      Array.from({ length: 500 }, (_, number) => `${number}`),
    );
    const both = await Promise.all([list(stage.context), list(stage.context)]);
    expect(both.map(({ queues }) => queues[0]?.messages)).toEqual([500, 500]);
    for (const { queues } of both) {
      const [{ messages = 0, seen = 0, heldElsewhere = 0, notReceived = 0 } = {}] = queues;
      expect(seen + heldElsewhere + notReceived).toBe(messages);
    }
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 500, hidden: 0 });
  });

  it('says how long each group has left, from when SQS took the message', async () => {
    await stage.send('payment-dlq', ['a']);
    const report = await list(stage.context);
    const [{ oldest = null, groups = [] } = {}] = report.queues;
    expect(Date.parse(groups[0]?.expires ?? '') - Date.parse(oldest ?? '')).toBe(14 * 24 * 3_600_000);
    expect(listText(report, stage.stage, Date.parse(oldest ?? ''), 200)).toContain('14 d 0 h');
  });

  it('a message cannot write to the terminal', async () => {
    await stage.send('payment-dlq', [JSON.stringify(order('1'))], {
      'failure.class': 'Odd\u202e\u009b2J',
      'failure.message': 'fine\nredrive  not applied',
    });
    const text = listText(await list(stage.context), stage.stage, Date.now(), 300);
    expect(text).toContain('Odd\\u202e\\x9b2J');
    expect(text).not.toMatch(/^redrive/m);
  });
});

describe('a look at single messages', () => {
  it('says of each what a redrive would do, by the service’s own record', async () => {
    const [fresh, applied, announced] = [order('1'), order('2'), order('3')];
    await keepInbox(stage, 'payment', '2', applied.id);
    await keepInbox(stage, 'payment', '3', announced.id, { [announced.id]: [CAPTURED] });
    await stage.send('payment-dlq', [
      JSON.stringify(fresh),
      JSON.stringify(applied),
      JSON.stringify(announced),
      'nonsense',
    ]);
    const { messages } = await peek(stage.context, { ...everything, isFull: true });
    const verdicts = Object.fromEntries(messages.map((one) => [one.subject ?? 'none', one.redriveWould.kind]));
    expect(verdicts).toEqual({
      1: 'not applied',
      2: 'already applied',
      3: 'applied, announcement not proved',
      none: 'unreadable',
    });
  });

  it('what may be the last to know what it caused is not purged unasked', async () => {
    const announced = order('1');
    await keepInbox(stage, 'payment', '1', announced.id, { [announced.id]: [CAPTURED] });
    await stage.send('payment-dlq', [JSON.stringify(announced), JSON.stringify(order('2'))]);
    const purge = { selection: everything.selection, directory: undefined };
    const report = await purgeMessages(stage.context, purge);
    expect(report.queues[0]?.messages).toBe(1);
    expect(report.remarks).toEqual([expect.stringContaining('announcement not proved')]);
    const forced = await purgeMessages(stage.context, { ...purge, isForced: true });
    expect(forced.queues[0]?.messages).toBe(1);
  });

  it('shows no personal data unless it is asked for', async () => {
    const event = order('1');
    await stage.send('payment-dlq', [JSON.stringify(event)]);
    const masked = await peek(stage.context, everything);
    expect(JSON.stringify(masked)).not.toMatch(/Turner|Long Lane|pm_card_visa|17850/);
    const { messages } = await peek(stage.context, { ...everything, isFull: true });
    expect(messages[0]?.body).toEqual(event);
  });

  it.each([
    ['an event id', (id: string) => ({ id })],
    ['a value of the event', () => ({ where: ['subject=wanted'] })],
    ['words of the body, whatever their case', () => ({ text: 'WANTED' })],
    ['its age', () => ({ 'newer-than': '1h', where: ['subject=wanted'] })],
  ])('selects by %s', async (_, options) => {
    const wanted = order('wanted');
    await stage.send(
      'payment-dlq',
      [wanted, order('other'), order('another')].map((event) => JSON.stringify(event)),
    );
    const { messages } = await peek(stage.context, {
      ...everything,
      selection: selecting(options(wanted.id)),
      isFull: true,
    });
    expect(messages.map(({ subject }) => subject)).toEqual(['wanted']);
  });

  it('says that not all were seen, unless as many as asked for were found', async () => {
    await stage.send('payment-dlq', ['a', 'b', 'c', 'd']);
    await stage.hide('payment-dlq', 2);
    const all = await peek(stage.context, everything);
    expect([all.messages.length, all.heldElsewhere, exitCodeOfPeek(all)]).toEqual([2, 2, 5]);
    const one = await peek(stage.context, { ...everything, limit: 1 });
    expect([one.messages.length, exitCodeOfPeek(one)]).toEqual([1, 0]);
  });

  it('forges no line of what is printed', async () => {
    await stage.send('payment-dlq', ['nonsense'], {
      'failure.class': 'Odd',
      'failure.message': 'x\nredrive   not applied: safe',
    });
    const { messages } = await peek(stage.context, everything);
    const text = messages.map((message) => messageText(message, Date.now(), 200)).join('\n');
    expect(text.split('\n').filter((line) => line.startsWith('redrive'))).toHaveLength(1);
  });

  it('goes into a spreadsheet, in which nothing is a formula', async () => {
    await stage.send('payment-dlq', [JSON.stringify(order('=1+1'))], { 'failure.class': 'A "b", c' });
    const csv = csvOf((await peek(stage.context, { ...everything, isFull: true })).messages);
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toContain('"A ""b"", c"');
    expect(csv).toContain(",'=1+1,");
    expect(csvOf((await peek(stage.context, everything)).messages)).not.toContain('Turner');
  });
});

/** As on AWS, with a clock on which waiting takes no time. */
function withLag(real: DeadLetterStage, countsLagMs: number) {
  let now = Date.now();
  const start = now;
  const clock = {
    now: () => now,
    after: (milliseconds: number, then: () => void) => {
      now += milliseconds;
      return systemClock.after(0, then);
    },
  };
  const use = (work: (clients: never) => Promise<unknown>) =>
    real.stage.use((clients) => work({ ...clients, countsLagMs } as never));
  const context = { ...real.context, clock, stage: Object.assign(Object.create(real.stage), { use }) };
  return { context, waitedMs: () => now - start };
}

const CAPTURED = { type: 'payment.captured', time: '2026-01-31T12:00:00.000Z', data: {} };

async function keepInbox(
  { stage: { prefix } }: DeadLetterStage,
  service: string,
  subject: string,
  eventId: string,
  outbox: StoredRecord['outbox'] = {},
) {
  const client = new DynamoDBClient();
  const next = { subject, version: 1, facts: {}, inbox: [eventId], outbox };
  await dynamoDbStore(dynamoDbPort(client), `${prefix}-${service}`, (name) => name).commit({
    next,
    indexed: {},
    join: [],
  });
  client.destroy();
}
