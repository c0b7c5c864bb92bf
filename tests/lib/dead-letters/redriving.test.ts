import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../lib/clock/clock.ts';
import { exitCodeOfRedrive } from '../../../lib/dead-letters/exit-codes.ts';
import { type RedriveOptions, redriveMessages } from '../../../lib/dead-letters/operations/redrive.ts';
import { redriveText } from '../../../lib/dead-letters/words.ts';
import { type DeadLetterRig, type DeadLetterStage, selecting, startDeadLetterRig } from '../../rig/dead-letters.ts';

let rig: DeadLetterRig;
let stage: DeadLetterStage;

beforeAll(async () => {
  rig = await startDeadLetterRig();
});
beforeEach(async () => {
  stage = await rig.stage('payment');
});
afterAll(() => rig.stop());

const bodies = (count: number) => Array.from({ length: count }, (_, number) => `message ${number}`);
const all: RedriveOptions = {
  selection: selecting(),
  isDryRun: false,
  canaryTimeoutMs: 1,
  stopOnFailure: false,
  byMoveTask: false,
};
const journal = async () =>
  (await readFile(join(stage.directory, '.fanfare', 'dlq-journal.jsonl'), 'utf8')).trim().split('\n');

describe('a redrive', () => {
  it('brings every message back, byte for byte, without the reasons of its failure, and writes each down', async () => {
    const strange = ['not JSON \u009b2J', '{"half":', 'a\u2028b\r\nc', 'x'.repeat(200_000)];
    await stage.send('payment-dlq', strange, { 'failure.class': 'Odd', type: 'order.placed' });
    const report = await redriveMessages(stage.context, all);
    expect(report.redriven).toMatchObject([
      { service: 'payment', redriven: 4, how: 'message by message', end: 'done' },
    ]);
    expect((await stage.bodies('payment')).sort()).toEqual(strange.sort());
    const [message] = await stage.hide('payment', 1);
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(['redriven', 'type']);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 0, hidden: 0 });
    expect(await journal()).toHaveLength(4);
    expect(exitCodeOfRedrive(report)).toBe(0);
  });

  it('brings back what SNS could not deliver, message by message, since SQS takes no move task from there', async () => {
    await stage.send('payment-delivery-dlq', ['a', 'b']);
    const report = await redriveMessages(stage.context, { ...all, byMoveTask: true });
    expect(report.redriven).toMatchObject([{ kind: 'delivery', redriven: 2, how: 'message by message' }]);
    expect(await stage.counts('payment')).toEqual({ visible: 2, hidden: 0 });
  });

  it('says how many another command holds, instead of calling itself done', async () => {
    await stage.send('payment-dlq', bodies(100));
    await stage.hide('payment-dlq', 72);
    const report = await redriveMessages(stage.context, all);
    expect(report.redriven).toMatchObject([{ redriven: 28, heldElsewhere: 72, end: 'done' }]);
    expect(redriveText(report)).toContain('Not seen: 72 held by another command; they return within 60 s of its end.');
    expect(exitCodeOfRedrive(report)).toBe(5);
  });

  it('leaves what arrives meanwhile for the next one, and says so', async () => {
    await stage.send('payment-dlq', ['before']);
    const yesterday = { ...systemClock, now: () => Date.now() - 86_400_000 };
    const report = await redriveMessages({ ...stage.context, clock: yesterday }, all);
    expect(report.redriven).toMatchObject([{ redriven: 0, arrivedMeanwhile: 1 }]);
    expect(redriveText(report)).toContain('1 message arrived after the redrive had begun.');
  });

  it('of a selection moves nothing else', async () => {
    await stage.send('payment-dlq', bodies(20));
    const report = await redriveMessages(stage.context, { ...all, selection: selecting({ text: 'message 7' }) });
    expect(report.redriven).toMatchObject([{ redriven: 1, end: 'done' }]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 19, hidden: 0 });
  });

  it('stops after the canaries when nothing is known of them', async () => {
    await stage.send('payment-dlq', bodies(20));
    const report = await redriveMessages(stage.context, { ...all, canaries: 2 });
    expect(report.redriven).toMatchObject([
      {
        redriven: 2,
        end: 'canary-failed',
        canary: { applied: 0, undecided: [expect.any(String), expect.any(String)] },
      },
    ]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 18, hidden: 0 });
    expect(exitCodeOfRedrive(report)).toBe(4);
  });

  it('when it is interrupted, has every message in one of the two queues, and holds none', async () => {
    await stage.send('payment-dlq', bodies(50));
    let steps = 0;
    const isInterrupted = () => {
      steps += 1;
      return steps > 3;
    };
    const report = await redriveMessages({ ...stage.context, isInterrupted }, all);
    const [{ redriven = 0, end } = {}] = report.redriven;
    expect(end).toBe('interrupted');
    expect(await stage.counts('payment')).toEqual({ visible: redriven, hidden: 0 });
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 50 - redriven, hidden: 0 });
    expect(exitCodeOfRedrive(report)).toBe(130);
  });

  it('says how many were redriven when it can no longer write down what it does, and holds none', async () => {
    await stage.send('payment-dlq', bodies(50));
    await writeFile(join(stage.directory, '.fanfare'), 'in the way of the directory');
    const blocked = redriveMessages(stage.context, all);
    await expect(blocked).rejects.toThrow(/cannot be used: .* \((EEXIST|ENOTDIR)\)/);
    expect((await stat(join(stage.directory, '.fanfare'))).isFile()).toBe(true);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 50, hidden: 0 });
    expect(await stage.counts('payment')).toEqual({ visible: 0, hidden: 0 });
  });

  it('with nothing in the queue says what SQS counts, and no more', async () => {
    const report = await redriveMessages(stage.context, all);
    expect(redriveText(report)).toBe('Nothing redriven: SQS counts no messages in these dead-letter queues.');
  });

  it('by a move task is refused for a selection, and where there are no move tasks', async () => {
    const selection = selecting({ text: 'x' });
    await expect(redriveMessages(stage.context, { ...all, byMoveTask: true, selection })).rejects.toThrow(
      'whole queue',
    );
    await stage.send('payment-dlq', ['a']);
    await expect(redriveMessages(stage.context, { ...all, byMoveTask: true })).rejects.toThrow('leave out --move-task');
  });
});

describe('a dry run', () => {
  it('counts by what a redrive would do, changes nothing, and says what it could not see', async () => {
    await stage.send('payment-dlq', ['nonsense', 'more of it', 'hidden']);
    await stage.hide('payment-dlq', 1);
    const report = await redriveMessages(stage.context, { ...all, isDryRun: true });
    expect(report.redriven).toMatchObject([
      {
        redriven: 0,
        would: { 'not applied': 0, 'already applied': 0, 'applied, announcement not proved': 0, unreadable: 2 },
        heldElsewhere: 1,
      },
    ]);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 2, hidden: 1 });
    expect(exitCodeOfRedrive(report)).toBe(5);
  });
});
