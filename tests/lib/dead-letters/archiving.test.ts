import { chmod, mkdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { exitCodeOfArchive } from '../../../lib/dead-letters/exit-codes.ts';
import { archiveMessages, purgeMessages } from '../../../lib/dead-letters/operations/archive.ts';
import { restoreMessages } from '../../../lib/dead-letters/operations/restore.ts';
import { archiveText } from '../../../lib/dead-letters/words.ts';
import { type DeadLetterRig, type DeadLetterStage, selecting, startDeadLetterRig } from '../../rig/dead-letters.ts';

let rig: DeadLetterRig;
let stage: DeadLetterStage;
let directory: string;
let file: string;

beforeAll(async () => {
  rig = await startDeadLetterRig();
});
beforeEach(async () => {
  stage = await rig.stage('payment');
  directory = join(stage.directory, 'archive');
  file = join(directory, `${stage.stage.name}-payment.jsonl`);
});
afterAll(() => rig.stop());

const selection = selecting();
const purge = (into = directory) => purgeMessages(stage.context, { selection, directory: into });
const restore = () => restoreMessages(stage.context, { from: directory });
const total = (report: { queues: readonly { messages: number }[] }) =>
  report.queues.reduce((sum, { messages }) => sum + messages, 0);
const bodies = (count: number) => Array.from({ length: count }, (_, number) => `message ${number}`);

describe('what is purged', () => {
  it('can be restored byte for byte, whatever is in it', async () => {
    const strange = ['a\u2028b\u2029c', 'not JSON \u009b2J', 'line\nfeed\r\n', '{"half":', 'x'.repeat(200_000)];
    await stage.send('payment-dlq', strange, { type: 'order.placed' });
    expect(total(await purge())).toBe(5);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 0, hidden: 0 });
    expect(total(await restore())).toBe(5);
    expect((await stage.bodies('payment-dlq')).sort()).toEqual(strange.sort());
  });

  it('comes back as it was: a round trip of arbitrary bodies', async () => {
    // What XML 1.0 cannot say, SQS does not take; fauxqs takes nothing beyond the basic plane, either.
    const unit = fc.oneof(
      fc.constantFrom('\t', '\n', '\r', '\u2028', '\u2029', '"', '\\'),
      fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
    );
    const legal = fc.string({ unit, minLength: 1, maxLength: 200 });
    let separators = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(legal, { minLength: 1, maxLength: 25 }), async (texts) => {
        const own = await rig.stage('payment');
        const into = join(own.directory, 'archive');
        separators += texts.filter((text) => text.includes('\u2028')).length;
        await own.send('payment-dlq', texts);
        await purgeMessages(own.context, { selection, directory: into });
        await restoreMessages(own.context, { from: into });
        expect((await own.bodies('payment-dlq')).sort()).toEqual([...texts].sort());
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(separators).toBeGreaterThan(0);
  });

  it('is in a file that nobody else can read, also if others could before', async () => {
    await mkdir(directory);
    await writeFile(file, '');
    await chmod(file, 0o644);
    await stage.send('payment-dlq', ['a']);
    await purge();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is never written through a symbolic link, and stays in its queue', async () => {
    await mkdir(directory);
    await writeFile(join(stage.directory, 'elsewhere'), '');
    await symlink(join(stage.directory, 'elsewhere'), file);
    await stage.send('payment-dlq', ['a']);
    const report = await purge();
    expect(report).toMatchObject({ end: 'failed', why: expect.stringContaining('it is a symbolic link') });
    expect(await readFile(join(stage.directory, 'elsewhere'), 'utf8')).toBe('');
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 1, hidden: 0 });
  });

  it.each(['/dev/full', '/proc'])('stays in its queue when the archive cannot be written in %s', async (target) => {
    await mkdir(directory);
    if (target === '/dev/full') await symlink(target, join(directory, 'full'));
    await stage.send('payment-dlq', bodies(3));
    const report = await purge(target === '/proc' ? '/proc/archive' : join(directory, 'full'));
    expect(report).toMatchObject({ end: 'failed', queues: [{ messages: 0 }] });
    expect(exitCodeOfArchive(report)).toBe(1);
    const text = archiveText(report, 'purged');
    expect(text).toMatch(/^Stopped: \S+ cannot be used: .*\. What was not dealt with is where it was\.$/m);
    expect(text).not.toMatch(/\n\s+at /);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 3, hidden: 0 });
  });

  it('is said to be not all when another command holds some', async () => {
    await stage.send('payment-dlq', bodies(10));
    await stage.hide('payment-dlq', 4);
    const report = await purge();
    expect(report.queues[0]).toMatchObject({ messages: 6, heldElsewhere: 4 });
    expect(archiveText(report, 'purged')).toContain('4 held by another command; they return within 60 s of its end');
    expect(exitCodeOfArchive(report)).toBe(5);
  });

  it('is the selection, which is repeated as it was understood', async () => {
    await stage.send('payment-dlq', bodies(3));
    const options = { selection: selecting({ 'older-than': '1h' }), directory };
    const report = await purgeMessages(stage.context, options);
    expect(total(report)).toBe(0);
    expect(report.selection).toMatch(/^older than \d{4}-\d\d-\d\dT/);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 3, hidden: 0 });
  });
});

describe('an archive', () => {
  it('has every message once, when it is archived first and purged into the same directory', async () => {
    await stage.send('payment-dlq', bodies(30));
    await archiveMessages(stage.context, { selection, directory });
    await purge();
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(30);
    expect(total(await restore())).toBe(30);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 30, hidden: 0 });
  });

  it('is restored once, however often that is tried', async () => {
    await stage.send('payment-dlq', bodies(5));
    await purge();
    expect(total(await restore())).toBe(5);
    expect(total(await restore())).toBe(0);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 5, hidden: 0 });
  });

  it('of what is still in its queue restores nothing', async () => {
    await stage.send('payment-dlq', bodies(5));
    await archiveMessages(stage.context, { selection, directory });
    expect(total(await restore())).toBe(0);
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 5, hidden: 0 });
  });

  it('is not restored while it cannot be told what is still in the queue', async () => {
    await stage.send('payment-dlq', bodies(5));
    await archiveMessages(stage.context, { selection, directory });
    await stage.hide('payment-dlq', 2);
    const report = await restore();
    expect(report).toMatchObject({ end: 'failed', why: expect.stringContaining('restoring might double them') });
  });

  it('whose last line was cut off by a full disk is closed, said to be so, and what follows can be restored', async () => {
    await stage.send('payment-dlq', bodies(2));
    await archiveMessages(stage.context, { selection, directory });
    await truncate(file, (await stat(file)).size - 10);
    const report = await purge();
    expect(report.remarks).toEqual([`${file}: the last line was cut off by an earlier command; it is closed now`]);
    expect(exitCodeOfArchive(report)).toBe(5);
    const back = await restore();
    expect(total(back)).toBe(2);
    expect(back.remarks).toEqual([`${file}:2 was skipped: it is not valid JSON, perhaps cut off by a full disk`]);
    expect((await stage.bodies('payment-dlq')).sort()).toEqual(bodies(2));
  });

  it('with a bad line restores all others, and says exactly how many', async () => {
    await stage.send('payment-dlq', bodies(120));
    await purge();
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    await writeFile(file, [...lines, '{"messageId": 7}', ''].join('\n'));
    const report = await restore();
    expect(total(report)).toBe(120);
    expect(report.remarks).toEqual([
      `${file}:121 was skipped: it is not an archived message: messageId or body is missing`,
    ]);
    expect(archiveText(report, 'restored')).toContain('120 messages (payment 120) restored.');
    expect(await stage.counts('payment-dlq')).toEqual({ visible: 120, hidden: 0 });
  });

  it('that is not there is refused, with what to name instead', async () => {
    await expect(restore()).rejects.toThrow(`there is no directory ${directory}: name the one that`);
  });
});
