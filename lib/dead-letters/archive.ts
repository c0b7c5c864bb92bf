/** Archives: letters as JSON lines in a directory, from which each can be put back byte for byte. */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Letter } from './dead-message.ts';
import type { Sendable } from './sending.ts';

/** Of one service and stage. */
export interface ArchiveOrigin {
  readonly stage: string;
  readonly service: string;
}

export class InvalidArchive extends Error {
  override readonly name = 'InvalidArchive';
}

interface ArchivedLetter extends ArchiveOrigin {
  readonly messageId: string;
  readonly sentAt: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, { type: string; text?: string; base64?: string }>>;
}

/** Appends to `DIR/STAGE-SERVICE.jsonl`. It returns once the letters are in the file. */
export async function archive(directory: string, origin: ArchiveOrigin, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return;
  // Letters hold personal data: nobody but their owner should read them.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lines = letters.map((letter) => `${JSON.stringify(archived(letter, origin))}\n`);
  await appendFile(join(directory, `${origin.stage}-${origin.service}.jsonl`), lines.join(''), { mode: 0o600 });
}

/** The letters of one origin, in pages. Throws InvalidArchive, naming file and line. */
export async function* archivedLetters(
  directory: string,
  { stage, service }: ArchiveOrigin,
  pageSize: number,
): AsyncGenerator<Sendable[]> {
  const name = `${stage}-${service}.jsonl`;
  const names = await readdir(directory).catch(() => {
    throw new InvalidArchive(`there is no directory ${directory}: name the one that \`dlq archive --to\` wrote`);
  });
  if (!names.includes(name)) return;
  const path = join(directory, name);
  let page: Sendable[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    page.push(sendable(text, `${path}:${line}`));
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function archived({ messageId, sentAt, body, attributes }: Letter, origin: ArchiveOrigin): ArchivedLetter {
  const entries = Object.entries(attributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
    name,
    {
      type: DataType,
      ...(StringValue !== undefined && { text: StringValue }),
      ...(BinaryValue !== undefined && { base64: Buffer.from(BinaryValue).toString('base64') }),
    },
  ]);
  return { ...origin, messageId, sentAt, body, attributes: Object.fromEntries(entries) };
}

function sendable(text: string, where: string): Sendable {
  const { messageId, body, attributes = {} } = parsed(text, where);
  if (typeof messageId !== 'string' || typeof body !== 'string') {
    throw new InvalidArchive(
      `${where} is no archived letter: messageId and body are missing. Nothing of it was restored.`,
    );
  }
  const entries = Object.entries(attributes).map(
    ([name, { type, text: value, base64 }]): [string, MessageAttributeValue] => [
      name,
      {
        DataType: type,
        ...(value !== undefined && { StringValue: value }),
        ...(base64 !== undefined && { BinaryValue: Buffer.from(base64, 'base64') }),
      },
    ],
  );
  return { messageId, body, attributes: Object.fromEntries(entries) };
}

function parsed(text: string, where: string): Partial<ArchivedLetter> {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArchive(`${where} is no JSON. Nothing of it was restored.`);
  }
}
