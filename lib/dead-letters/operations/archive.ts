/** `dlq archive` and `dlq purge`: messages into files, and out of their queues once they are safe there. */
import { join } from 'node:path';
import type { StageClients } from '../../cli/stage.ts';
import { timestamp } from '../../clock/clock.ts';
import { Archive } from '../archive.ts';
import type { DeadMessage } from '../dead-message.ts';
import { fileJournal, type Journal } from '../journal.ts';
import type { ArchiveReport, Moved } from '../reports.ts';
import type { Selection } from '../selection.ts';
import { remove } from '../sending.ts';
import { type OpenSource, opened } from '../sources.ts';
import { verdictOf } from '../verdict.ts';
import { walk } from '../walk.ts';
import { type Context, portsOf } from './context.ts';

export interface ArchiveOptions {
  readonly selection: Selection;
  /** The directory of the archive. */
  readonly directory: string;
}

export interface PurgeOptions {
  readonly selection: Selection;
  /** `undefined`: without an archive, they are lost. */
  readonly directory: string | undefined;
  /** Also messages that may be the last to know what they caused: see `Verdict`. Default: false, they stay. */
  readonly isForced?: boolean;
}

/** A directory of its own for each archive that nobody has named. */
export function archiveDirectory({ stage, clock }: Pick<Context, 'stage' | 'clock'>): string {
  return join(stage.serviceDir, '.fanfare', 'archive', timestamp(clock.now()).replaceAll(':', '-'));
}

/** Copies messages into files; they stay in their queues. */
export function archiveMessages(context: Context, options: ArchiveOptions): Promise<ArchiveReport> {
  return overMessages(context, options, async ({ messages, archive, journal }) => {
    await archive?.append(messages);
    for (const message of messages) journal.note('archived', message);
    return { counted: messages.length, taken: new Set() };
  });
}

/** Deletes messages, each after it was read back from its archive. */
export function purgeMessages(context: Context, options: PurgeOptions): Promise<ArchiveReport> {
  return overMessages(context, options, async (page) => {
    const { source, archive, journal, clients } = page;
    const messages = options.isForced === true ? page.messages : await provedIn(page);
    await archive?.append(messages);
    const taken = await remove(clients.sqs, source.urls.dlq, messages);
    for (const message of messages) if (taken.has(message.messageId)) journal.note('purged', message);
    return { counted: taken.size, taken };
  });
}

/** What an applied message caused may not have been announced yet: only its redrive does that, so it is not purged unasked. */
async function provedIn({ source, messages, remarks }: Page): Promise<DeadMessage[]> {
  const verdicts = await Promise.all(messages.map((message) => verdictOf(message, source.validators, source.records)));
  const proved = messages.filter((_, index) => verdicts[index]?.kind !== 'applied, announcement not proved');
  const kept = messages.length - proved.length;
  if (kept > 0) {
    remarks.push(
      `${kept} of ${source.service} were not purged: applied, announcement not proved. Redrive them, or purge with --force`,
    );
  }
  return proved;
}

interface Page {
  readonly source: OpenSource;
  readonly messages: readonly DeadMessage[];
  readonly archive: Archive | undefined;
  readonly journal: Journal;
  readonly clients: StageClients;
  /** For whoever reads the report; more may be added. */
  readonly remarks: string[];
}

type Work = (page: Page) => Promise<{ readonly counted: number; readonly taken: ReadonlySet<string> }>;

/** Runs `work` on the selected messages of each queue, page by page. What was done before a failure is in the report. */
async function overMessages(context: Context, options: PurgeOptions, work: Work): Promise<ArchiveReport> {
  const { stage, progress, isInterrupted } = context;
  const queues: Moved[] = [];
  const remarks: string[] = [];
  let why: string | undefined;
  await stage.use(async (clients) => {
    for (const named of context.sources) {
      if (isInterrupted() || why !== undefined) break;
      const source = await opened(clients, named);
      const done = await overOne(context, clients, source, options, work, remarks);
      queues.push(done.moved);
      why = done.why;
    }
  });
  progress.end();
  const end = why !== undefined ? 'failed' : isInterrupted() ? 'interrupted' : 'done';
  return {
    stage: stage.name,
    queues,
    selection: options.selection.words,
    directory: options.directory ?? null,
    end,
    ...(why !== undefined && { why }),
    remarks,
  };
}

async function overOne(
  context: Context,
  clients: StageClients,
  source: OpenSource,
  { selection, directory }: PurgeOptions,
  work: Work,
  remarks: string[],
): Promise<{ readonly moved: Moved; readonly why?: string }> {
  const { stage, clock, progress, isInterrupted } = context;
  const { service, kind } = source;
  let messages = 0;
  let archive: Archive | undefined;
  try {
    const journal = fileJournal(stage.serviceDir, stage.name, service, clock);
    const { heldElsewhere, notReceived } = await walk(portsOf(context, clients), source, async (page) => {
      const selected = page.filter(selection.has);
      if (selected.length === 0) return { isEnough: isInterrupted() };
      if (directory !== undefined && archive === undefined) {
        archive = await Archive.in(directory, { stage: stage.name, service, kind });
        remarks.push(...archive.remarks);
      }
      const { counted, taken } = await work({ source, messages: selected, archive, journal, clients, remarks });
      messages += counted;
      progress.show(`${service}: ${messages}`);
      return { taken, isEnough: isInterrupted() };
    });
    return { moved: { service, kind, messages, heldElsewhere, notReceived } };
  } catch (error) {
    return { moved: { service, kind, messages, heldElsewhere: 0, notReceived: 0 }, why: stage.explained(error) };
  }
}
