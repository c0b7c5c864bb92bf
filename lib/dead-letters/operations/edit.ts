/** `dlq edit`: fixes one message, one event wherever it is dead, or a whole group by a patch; checks each as its consumer would. */
import { Refusal } from '../../cli/refusal.ts';
import type { StageClients } from '../../cli/stage.ts';
import { PermanentError, TransientError } from '../../errors.ts';
import type { DeadMessage } from '../dead-message.ts';
import { ownAttributes } from '../dead-message.ts';
import { checkEdit, diffOf, edited, InvalidEdit, patched } from '../editing.ts';
import { Hold } from '../hold.ts';
import { fileJournal } from '../journal.ts';
import { indented } from '../json-text.ts';
import type { Edited, EditReport } from '../reports.ts';
import type { Selection } from '../selection.ts';
import { remove, send, stamped } from '../sending.ts';
import { type OpenSource, opened } from '../sources.ts';
import { walkHolding } from '../walk.ts';
import { sourceName } from '../words.ts';
import { type Context, portsOf } from './context.ts';

/** Where the new body comes from: the text of a JSON patch (RFC 6902), or a person, who gets the body as text and answers with another. */
export type Change = { readonly patch: string } | { readonly by: (text: string) => Promise<string> };

export interface EditOptions {
  /** An id, or a group. */
  readonly selection: Selection;
  readonly change: Change;
  /** The only service whose message is edited; all in whose dead-letter queues it is by default. */
  readonly only?: string | undefined;
  readonly isDryRun: boolean;
  /** Asked once the diff is known. */
  readonly confirm: (report: EditReport) => Promise<boolean>;
}

interface Found {
  readonly source: OpenSource;
  readonly hold: Hold;
  readonly message: DeadMessage;
}

interface Ready extends Found {
  /** The new body; `undefined` when it may not be redriven. */
  readonly body: string | undefined;
  readonly refused?: string;
}

export async function editMessages(context: Context, options: EditOptions): Promise<EditReport> {
  return context.stage.use(async (clients) => {
    const holds: Hold[] = [];
    try {
      return await editHeld(context, clients, options, holds);
    } finally {
      for (const hold of holds) await hold.giveBack();
    }
  });
}

async function editHeld(
  context: Context,
  clients: StageClients,
  options: EditOptions,
  holds: Hold[],
): Promise<EditReport> {
  const { found, heldElsewhere, notReceived } = await find(context, clients, options.selection, holds);
  const mine = found.filter(({ source }) => options.only === undefined || source.service === options.only);
  const [first] = mine;
  if (first === undefined) throw new Refusal(nothingFound(context, options, heldElsewhere + notReceived));
  const ready = await prepared(mine, options.change);
  const [changed] = ready.filter(({ body }) => body !== undefined);
  if (changed?.body === undefined) throw new Refusal(ready[0]?.refused ?? 'nothing was redriven');
  const report: EditReport = {
    stage: context.stage.name,
    edited: ready.map(editedOf),
    redriven: 0,
    diff: diffOf(changed.message.body, changed.body),
    alsoIn: [...new Set(found.filter((one) => !mine.includes(one)).map(({ source }) => sourceName(source)))],
    heldElsewhere,
    notReceived,
  };
  if (options.isDryRun || !(await options.confirm(report))) return report;
  return { ...report, redriven: await replaced(context, clients, ready) };
}

/** Holds what was found, and only that: a person may take their time. */
async function find(context: Context, clients: StageClients, selection: Selection, holds: Hold[]) {
  const ports = portsOf(context, clients);
  const found: Found[] = [];
  let heldElsewhere = 0;
  let notReceived = 0;
  for (const named of context.sources) {
    const source = await opened(clients, named);
    const hold = new Hold(ports.sqs, ports.clock, source.urls.dlq);
    holds.push(hold);
    const keep = new Set<string>();
    const unseen = await walkHolding(ports, source, hold, async (page) => {
      for (const message of page.filter(selection.has)) {
        found.push({ source, hold, message });
        keep.add(message.messageId);
      }
      context.progress.show(`looking into ${source.dlq}: ${found.length} found`);
      return { isEnough: context.isInterrupted() };
    });
    heldElsewhere += unseen.heldElsewhere;
    notReceived += unseen.notReceived;
    await hold.giveBack(keep);
  }
  context.progress.end();
  return { found, heldElsewhere, notReceived };
}

/** A person edits the first one; the others get the same text if they were the same. */
async function prepared(found: readonly Found[], change: Change): Promise<Ready[]> {
  const [first] = found;
  if (first === undefined) return [];
  const text = 'by' in change ? await change.by(indented(first.message.body)) : undefined;
  return found.map((one) => {
    try {
      if (text !== undefined && one.message.body !== first.message.body) {
        throw new InvalidEdit(`its body in ${sourceName(one.source)} is another one: edit it with --service`);
      }
      const body = 'patch' in change ? patched(one.message.body, change.patch) : edited(text ?? '');
      checkEdit(one.message.body, body, one.source.validators);
      return { ...one, body };
    } catch (error) {
      return { ...one, body: undefined, refused: refusalIn(error) };
    }
  });
}

function refusalIn(error: unknown): string {
  if (error instanceof InvalidEdit) return error.message;
  if (error instanceof PermanentError || error instanceof TransientError) {
    return `it would fail again: ${error.message}. Nothing was redriven.`;
  }
  throw error;
}

/** Sends each new body and removes the old message; answers how many. */
async function replaced(
  { stage, clock, progress }: Context,
  { sqs }: StageClients,
  ready: readonly Ready[],
): Promise<number> {
  let count = 0;
  for (const { source, hold, message, body } of ready) {
    if (body === undefined) continue;
    const sent = await send(sqs, source.urls.queue, [
      { messageId: message.messageId, body, attributes: stamped(ownAttributes(message)) },
    ]);
    if (sent.size === 0)
      throw new Refusal(`SQS refused a message of ${source.service}; ${count} were redriven before it`);
    hold.forget(await remove(sqs, source.urls.dlq, [message]));
    fileJournal(stage.serviceDir, stage.name, source.service, clock).note('edited', message);
    count += 1;
    progress.show('redriving', count, ready.length);
  }
  progress.end();
  return count;
}

function editedOf({ source, message, refused }: Ready): Edited {
  const { messageId, event } = message;
  return {
    service: source.service,
    messageId,
    ...(event !== undefined && { eventId: event.id }),
    ...(refused !== undefined && { refused }),
  };
}

function nothingFound({ sources }: Context, { selection, only }: EditOptions, unseen: number): string {
  const where = sources.filter(({ service }) => only === undefined || service === only).map(({ dlq }) => dlq);
  const missed = unseen === 0 ? '' : `; ${unseen} messages could not be seen: run it again in a minute`;
  return `no message ${selection.words} was seen in ${where.join(', ')}${missed}`;
}
