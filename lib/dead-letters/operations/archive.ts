/** `dlq archive`, `dlq restore` and `dlq purge`: letters into files, back from them, and away for good. */
import { join } from 'node:path';
import type { StageClients } from '../../cli/stage.ts';
import { timestamp } from '../../clock/clock.ts';
import { archive, archivedLetters, InvalidArchive } from '../archive.ts';
import type { Letter } from '../dead-message.ts';
import { fileJournal, type Journal } from '../journal.ts';
import { remove, send } from '../sending.ts';
import { walk } from '../walk.ts';
import {
  type Consumer,
  type Context,
  consumerOf,
  EXIT,
  type SelectionOptions,
  selectedBy,
  selectionOf,
} from './context.ts';
import { JOURNAL } from './redrive.ts';

export interface ArchiveOptions extends SelectionOptions {
  readonly to?: string;
  readonly from?: string;
  readonly yes?: boolean;
  /** False with `--no-archive`. */
  readonly archive?: boolean;
}

/** Letters that are read from an archive, and sent, at a time. */
const PAGE = 100;

export async function archiveCommand(context: Context, options: ArchiveOptions): Promise<void> {
  const { to } = options;
  if (to === undefined) throw context.stage.refusal('name a directory for the archive: --to DIR');
  const counts = await overLetters(context, options, async (consumer, letters, journal) => {
    await archive(to, { stage: context.stage.name, service: consumer.service }, letters);
    for (const letter of letters) journal.note('archived', letter);
    return new Set();
  });
  tell(context, counts, { archived: to }, `archived in ${to}, and still in their queues`);
}

export async function purgeCommand(context: Context, options: ArchiveOptions, ask: Ask): Promise<void> {
  const { stage, clock } = context;
  const isArchiving = options.archive !== false;
  const to = options.to ?? join(stage.serviceDir, '.fanfare', 'archive', timestamp(clock.now()).replaceAll(':', '-'));
  const how = isArchiving ? `after archiving them in ${to}` : 'WITHOUT an archive: they are lost';
  const which = context.consumers.map(({ dlq }) => dlq).join(', ');
  if (!options.yes && !(await ask(`Delete the selected letters of ${which} ${how}?`))) {
    throw stage.refusal('nothing was purged: say yes, or give --yes');
  }
  const counts = await overLetters(context, options, async (consumer, letters, journal, { sqs }) => {
    if (isArchiving) await archive(to, { stage: stage.name, service: consumer.service }, letters);
    const removed = await remove(sqs, consumer.urls.dlq, letters);
    for (const letter of letters) if (removed.has(letter.messageId)) journal.note('purged', letter);
    return removed;
  });
  tell(context, counts, { archive: isArchiving ? to : null }, isArchiving ? `purged, archived in ${to}` : 'purged');
}

export async function restoreCommand(context: Context, { from }: ArchiveOptions): Promise<void> {
  const { stage, clock } = context;
  if (from === undefined) throw stage.refusal('name the directory of the archive: --from DIR');
  const counts = await stage.use(async (clients) => {
    const restored: Record<string, number> = {};
    for (const names of context.consumers) {
      const { service, urls } = await consumerOf(clients, names);
      const journal = fileJournal(join(stage.serviceDir, JOURNAL), service, stage.name, clock);
      for await (const letters of pagesOf(context, from, service)) {
        if (context.isInterrupted()) break;
        const sent = await send(clients.sqs, urls.dlq, letters);
        for (const messageId of sent)
          journal.note('restored', { messageId, event: undefined, cause: { class: '', message: '' } });
        restored[service] = (restored[service] ?? 0) + sent.size;
        if (sent.size < letters.length)
          throw stage.refusal(`SQS refused ${letters.length - sent.size} letters of ${service}`);
      }
    }
    return restored;
  });
  tell(context, counts, { from }, `restored from ${from}. Next: npx serverless dlq redrive`);
}

/** Asks a person; false where there is none. */
export type Ask = (question: string) => Promise<boolean>;

async function* pagesOf({ stage }: Context, from: string, service: string) {
  try {
    yield* archivedLetters(from, { stage: stage.name, service }, PAGE);
  } catch (error) {
    if (error instanceof InvalidArchive) throw stage.refusal(error.message);
    throw error;
  }
}

/** Runs `work` on the selected letters of each queue, page by page; it answers the ids of those it took out. */
async function overLetters(
  context: Context,
  options: SelectionOptions,
  work: (
    consumer: Consumer,
    letters: readonly Letter[],
    journal: Journal,
    clients: StageClients,
  ) => Promise<ReadonlySet<string>>,
): Promise<Record<string, number>> {
  const { stage, clock, progress, isInterrupted } = context;
  const isSelected = selectedBy(context, selectionOf(options));
  const counts: Record<string, number> = {};
  await stage.use(async (clients) => {
    for (const names of context.consumers) {
      const consumer = await consumerOf(clients, names);
      const journal = fileJournal(join(stage.serviceDir, JOURNAL), names.service, stage.name, clock);
      await walk(clients.sqs, consumer.urls.dlq, async (page) => {
        const letters = page.filter(isSelected);
        const taken = await work(consumer, letters, journal, clients);
        counts[names.service] = (counts[names.service] ?? 0) + letters.length;
        progress.show(`${names.service}: ${counts[names.service]}`);
        return { taken, isEnough: isInterrupted() };
      });
    }
  });
  progress.end();
  return counts;
}

function tell(context: Context, counts: Readonly<Record<string, number>>, more: object, done: string): void {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const by = Object.entries(counts)
    .map(([service, count]) => `${service} ${count}`)
    .join(', ');
  context.stage.print({ stage: context.stage.name, letters: counts, ...more }, () =>
    total === 0 ? 'No such letters: nothing was done.' : `${total} letters (${by}) ${done}`,
  );
  if (context.isInterrupted()) context.exitWith(EXIT.interrupted);
}
