/** `dlq restore`: archived messages go back into their dead-letter queues, each once, however often it is run. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrivately } from '../../cli/private-file.ts';
import { Refusal } from '../../cli/refusal.ts';
import type { StageClients } from '../../cli/stage.ts';
import { closeCutLine, fileOf, linesOf } from '../archive.ts';
import { fileJournal } from '../journal.ts';
import type { ArchiveReport, Moved } from '../reports.ts';
import { type Sendable, send } from '../sending.ts';
import { type OpenSource, opened } from '../sources.ts';
import { walk } from '../walk.ts';
import { type Context, portsOf } from './context.ts';

/** Messages that are read from an archive, and sent, at a time. */
const PAGE = 100;

/** Lines of one file that are named one by one. */
const MAX_REMARKS = 10;

export async function restoreMessages(context: Context, { from }: { readonly from: string }): Promise<ArchiveReport> {
  const { stage, isInterrupted, progress } = context;
  const names = await readdir(from).catch(() => {
    throw new Refusal(`there is no directory ${from}: name the one that \`dlq archive --to\` or \`dlq purge\` wrote`);
  });
  const queues: Moved[] = [];
  const remarks: string[] = [];
  let why: string | undefined;
  await stage.use(async (clients) => {
    for (const named of context.sources) {
      const file = fileOf({ ...named, stage: stage.name });
      if (!names.includes(file) || isInterrupted() || why !== undefined) continue;
      const done = await restoreOne(context, clients, await opened(clients, named), join(from, file), remarks);
      queues.push(done.moved);
      why = done.why;
    }
  });
  progress.end();
  const end = why !== undefined ? 'failed' : isInterrupted() ? 'interrupted' : 'done';
  return {
    stage: stage.name,
    queues,
    selection: 'all',
    directory: from,
    end,
    ...(why !== undefined && { why }),
    remarks,
  };
}

async function restoreOne(
  context: Context,
  clients: StageClients,
  source: OpenSource,
  path: string,
  remarks: string[],
): Promise<{ readonly moved: Moved; readonly why?: string }> {
  const { stage, progress, isInterrupted } = context;
  const { service, kind } = source;
  let messages = 0;
  const moved = () => ({ service, kind, messages, heldElsewhere: 0, notReceived: 0 });
  try {
    const here = await idsIn(context, clients, source);
    const restored = await Restored.of(path);
    try {
      for await (const page of pagesOf(path, new Set([...here, ...restored.ids]), remarks)) {
        if (isInterrupted()) break;
        messages += await put(context, clients, source, page, restored);
        progress.show(`restoring ${service}: ${messages}`);
      }
    } finally {
      await restored.close();
    }
    return { moved: moved() };
  } catch (error) {
    return { moved: moved(), why: stage.explained(error) };
  }
}

/** Which messages are in the queue still: those were archived and not purged. Throws a Refusal when it cannot be told. */
async function idsIn(context: Context, clients: StageClients, source: OpenSource): Promise<Set<string>> {
  const ids = new Set<string>();
  const { heldElsewhere, notReceived } = await walk(portsOf(context, clients), source, async (page) => {
    for (const { messageId } of page) ids.add(messageId);
    return {};
  });
  const unseen = heldElsewhere + notReceived;
  if (unseen === 0) return ids;
  throw new Refusal(
    `${unseen} messages of ${source.dlq} could not be seen, and restoring might double them: run it again in a minute`,
  );
}

async function put(
  { stage, clock }: Context,
  { sqs }: StageClients,
  source: OpenSource,
  page: readonly Sendable[],
  restored: Restored,
): Promise<number> {
  const sent = await send(sqs, source.urls.dlq, page);
  await restored.note(sent);
  const journal = fileJournal(stage.serviceDir, stage.name, source.service, clock);
  for (const messageId of sent) journal.note('restored', { messageId });
  if (sent.size === page.length) return sent.size;
  throw new Refusal(
    `SQS refused ${page.length - sent.size} messages of ${source.service}; ${sent.size} of this page are restored`,
  );
}

async function* pagesOf(path: string, known: Set<string>, remarks: string[]): AsyncGenerator<Sendable[]> {
  let page: Sendable[] = [];
  let skipped = 0;
  for await (const line of linesOf(path)) {
    if ('why' in line) {
      skipped += 1;
      if (skipped <= MAX_REMARKS) remarks.push(`${path}:${line.line} was skipped: ${line.why}`);
      continue;
    }
    if (known.has(line.message.messageId)) continue;
    known.add(line.message.messageId);
    page.push(line.message);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (skipped > MAX_REMARKS) remarks.push(`${path}: ${skipped} lines were skipped in all`);
  if (page.length > 0) yield page;
}

/** Which messages of an archive were restored: in a file next to it, so that another machine knows it, too. */
class Restored {
  readonly ids: ReadonlySet<string>;
  readonly #file: Awaited<ReturnType<typeof openPrivately>>;

  private constructor(ids: ReadonlySet<string>, file: Awaited<ReturnType<typeof openPrivately>>) {
    this.ids = ids;
    this.#file = file;
  }

  static async of(archive: string): Promise<Restored> {
    const file = await openPrivately(`${archive}.restored`, 'append');
    await closeCutLine(file);
    const text = await file.readFile('utf8');
    return new Restored(new Set(text.split('\n').filter((line) => line !== '')), file);
  }

  async note(messageIds: Iterable<string>): Promise<void> {
    await this.#file.appendFile([...messageIds].map((id) => `${id}\n`).join(''));
    await this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
