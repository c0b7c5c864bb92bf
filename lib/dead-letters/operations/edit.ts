/** `dlq edit`: mends one letter, shows what changed, checks it as the consumer would, and redrives it. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage, StageClients } from '../../cli/stage.ts';
import { PermanentError } from '../../errors.ts';
import { type Letter, ownAttributes } from '../dead-message.ts';
import { checkEdit, diffOf, edited, InvalidEdit, patched } from '../editing.ts';
import { fileJournal } from '../journal.ts';
import { indented } from '../json-text.ts';
import { printable } from '../masking.ts';
import { remove, send } from '../sending.ts';
import { walk } from '../walk.ts';
import type { Ask } from './archive.ts';
import { type Consumer, type Context, consumerOf, type SelectionOptions, selectedBy, selectionOf } from './context.ts';
import { JOURNAL } from './redrive.ts';

export interface EditOptions extends SelectionOptions {
  readonly patch?: string;
  /** The new body as text, from somebody who edited it elsewhere. */
  readonly text?: string;
  readonly 'dry-run'?: boolean;
  readonly yes?: boolean;
}

interface Found {
  readonly consumer: Consumer;
  readonly letter: Letter;
}

export async function editCommand(context: Context, options: EditOptions, ask: Ask): Promise<void> {
  const { stage } = context;
  const { id } = options;
  if (id === undefined) throw stage.refusal('name the letter: --id EVENT_ID, or the message id of what is no event');
  await stage.use(async (clients) => {
    const found = await find(context, clients, options);
    if (found === undefined)
      throw stage.refusal(`there is no letter ${id} in ${context.consumers.map(({ dlq }) => dlq).join(', ')}`);
    const { letter, consumer } = found;
    const body = await newBody(context, letter, consumer, options);
    const diff = diffOf(letter.body, body);
    const isRedriven = !options['dry-run'] && (await mayRedrive(options, ask, diff));
    if (isRedriven) await replace(context, clients, found, body);
    const report = {
      stage: stage.name,
      service: consumer.service,
      messageId: letter.messageId,
      eventId: letter.event?.id,
    };
    stage.print({ ...report, redriven: isRedriven, diff }, () => {
      return `${printable(diff)}\n${consumer.service}: ${isRedriven ? '1 edited and redriven' : 'valid now; not redriven'}`;
    });
  });
}

async function find(context: Context, clients: StageClients, options: EditOptions): Promise<Found | undefined> {
  const isSelected = selectedBy(context, selectionOf(options));
  for (const names of context.consumers) {
    const consumer = await consumerOf(clients, names);
    let letter: Letter | undefined;
    await walk(clients.sqs, consumer.urls.dlq, async (page) => {
      letter = page.find(isSelected);
      return { isEnough: letter !== undefined };
    });
    if (letter !== undefined) return { consumer, letter };
  }
  return undefined;
}

/** What was edited, if the consumer can read it. The letter is where it was as long as this takes. */
async function newBody(
  { stage }: Context,
  letter: Letter,
  { validators }: Consumer,
  options: EditOptions,
): Promise<string> {
  try {
    const body = await editedBody(stage, letter, options);
    checkEdit(letter.body, body, validators);
    return body;
  } catch (error) {
    if (error instanceof InvalidEdit) throw stage.refusal(error.message);
    if (error instanceof PermanentError)
      throw stage.refusal(`it would fail again: ${error.message}. Nothing was redriven.`);
    throw error;
  }
}

async function editedBody(stage: Stage, { body }: Letter, { patch, text }: EditOptions): Promise<string> {
  if (patch !== undefined) return patched(body, await textOf(patch));
  return edited(text ?? (await inEditor(stage, indented(body))));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidEdit(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function inEditor(stage: Stage, text: string): Promise<string> {
  const editor = process.env.VISUAL ?? process.env.EDITOR;
  if (editor === undefined || editor === '')
    throw stage.refusal('set $EDITOR to your editor, or give a patch: --patch FILE');
  const directory = await mkdtemp(join(tmpdir(), 'dead-letter-'));
  const file = join(directory, 'event.json');
  try {
    await writeFile(file, text, { mode: 0o600 });
    await run(stage, editor, file);
    return await readFile(file, 'utf8');
  } finally {
    // It may hold personal data.
    await rm(directory, { recursive: true, force: true });
  }
}

/** Through a shell, since $EDITOR may have arguments of its own: `code --wait`. */
function run(stage: Stage, editor: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(stage.refusal(`${editor} ended with ${code}: nothing was redriven`));
    });
  });
}

async function mayRedrive({ yes, patch }: EditOptions, ask: Ask, diff: string): Promise<boolean> {
  // Whoever wrote a patch knows what it does; `--dry-run` is there to see it first.
  if (yes === true || patch !== undefined) return true;
  process.stderr.write(`${printable(diff)}\n`);
  return ask('Redrive it like this?');
}

/** Sends the new body and removes the letter, which has to be received once more for that. */
async function replace(
  context: Context,
  { sqs }: StageClients,
  { consumer, letter }: Found,
  body: string,
): Promise<void> {
  const { stage, clock } = context;
  const { service, urls } = consumer;
  let isDone = false;
  await walk(sqs, urls.dlq, async (page) => {
    const again = page.find(({ messageId }) => messageId === letter.messageId);
    if (again === undefined) return {};
    const sent = await send(sqs, urls.queue, [{ messageId: again.messageId, body, attributes: ownAttributes(again) }]);
    isDone = sent.size === 1;
    return { taken: isDone ? await remove(sqs, urls.dlq, [again]) : new Set(), isEnough: true };
  });
  if (!isDone) throw stage.refusal('the letter is gone, or SQS refused it: nothing was redriven');
  fileJournal(join(stage.serviceDir, JOURNAL), service, stage.name, clock).note('edited', letter);
}
