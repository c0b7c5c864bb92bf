/** Archives: messages as JSON lines in a file for each dead-letter queue, from which each can be put back byte for byte. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { makePrivateDirectory, openPrivately, openToRead } from '../cli/private-file.ts';
import { Refusal } from '../cli/refusal.ts';
import { isObject } from '../json.ts';
import type { DeadMessage } from './dead-message.ts';
import type { Sendable } from './sending.ts';
import type { Source } from './sources.ts';

/** Of one dead-letter queue of a stage. */
export interface ArchiveOrigin extends Pick<Source, 'service' | 'kind'> {
  readonly stage: string;
}

interface ArchivedMessage {
  readonly stage: string;
  readonly service: string;
  readonly messageId: string;
  readonly sentAt: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, { type: string; text?: string; base64?: string }>>;
}

/** Appends to a file, and knows what is in it already. */
export class Archive {
  readonly path: string;
  /** What was found that an earlier command left behind. */
  readonly remarks: readonly string[];
  readonly #origin: ArchiveOrigin;
  readonly #known: Set<string>;

  private constructor(path: string, origin: ArchiveOrigin, known: Set<string>, remarks: readonly string[]) {
    this.path = path;
    this.remarks = remarks;
    this.#origin = origin;
    this.#known = known;
  }

  /** The archive of `origin` in `directory`, which is made if there is none. Throws what the file system throws. */
  static async in(directory: string, origin: ArchiveOrigin): Promise<Archive> {
    // Messages hold personal data: nobody but their owner should read them.
    await makePrivateDirectory(directory);
    const path = join(directory, fileOf(origin));
    const file = await openPrivately(path, 'append');
    try {
      const isCut = await closeCutLine(file);
      const known = new Set<string>();
      for await (const line of linesOf(path)) if ('message' in line) known.add(line.message.messageId);
      const remarks = isCut ? [`${path}: the last line was cut off by an earlier command; it is closed now`] : [];
      return new Archive(path, origin, known, remarks);
    } finally {
      await file.close();
    }
  }

  /** Returns once the messages are on the disk and were read back from it. One that is there already is not written twice. */
  async append(messages: readonly DeadMessage[]): Promise<void> {
    const fresh = messages.filter(({ messageId }) => !this.#known.has(messageId));
    if (fresh.length === 0) return;
    const lines = fresh.map((message) => JSON.stringify(archived(message, this.#origin)));
    const file = await openPrivately(this.path, 'append');
    try {
      const { size } = await file.stat();
      await file.writeFile(lines.map((line) => `${line}\n`).join(''));
      await file.sync();
      await assertWritten(file, size, lines, this.path);
    } finally {
      await file.close();
    }
    for (const { messageId } of fresh) this.#known.add(messageId);
  }
}

/** A line of an archive: a message, or why it is none. */
export type ArchiveLine =
  | { readonly line: number; readonly message: Sendable }
  | { readonly line: number; readonly why: string };

export function fileOf({ stage, service, kind }: ArchiveOrigin): string {
  return `${stage}-${service}${kind === 'delivery' ? '-delivery' : ''}.jsonl`;
}

/** Line by line, with line feeds as the only ends: others, such as U+2028, may stand in a message. */
export async function* linesOf(path: string): AsyncGenerator<ArchiveLine> {
  let number = 0;
  for await (const text of textLinesOf(path)) {
    number += 1;
    if (text.trim() !== '') yield { line: number, ...lineIn(text) };
  }
}

async function* textLinesOf(path: string): AsyncGenerator<string> {
  const file = await openToRead(path);
  try {
    let rest: Buffer[] = [];
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
        yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8');
        rest = [];
        start = end + 1;
      }
      rest.push(chunk.subarray(start));
    }
    const last = Buffer.concat(rest);
    if (last.length > 0) yield last.toString('utf8');
  } finally {
    await file.close();
  }
}

/** True if the last line had no end: a full disk, a killed command. What is written next begins on a line of its own. */
export async function closeCutLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() === '\n') return false;
  await file.write('\n');
  return true;
}

/** Others may append meanwhile, so the lines are looked for from where the file ended before. */
async function assertWritten(file: FileHandle, from: number, lines: readonly string[], path: string): Promise<void> {
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  const there = new Set(buffer.subarray(0, bytesRead).toString('utf8').split('\n'));
  if (lines.every((line) => there.has(line))) return;
  throw new Refusal(`${path} does not hold what was written to it: the messages stay in their queue`);
}

function archived(message: DeadMessage, { stage, service }: ArchiveOrigin): ArchivedMessage {
  const { messageId, sentAt, body, attributes } = message;
  const entries = Object.entries(attributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
    name,
    {
      type: DataType,
      ...(StringValue !== undefined && { text: StringValue }),
      ...(BinaryValue !== undefined && { base64: Buffer.from(BinaryValue).toString('base64') }),
    },
  ]);
  return { stage, service, messageId, sentAt, body, attributes: Object.fromEntries(entries) };
}

function lineIn(text: string): { message: Sendable } | { why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { why: 'it is not valid JSON, perhaps cut off by a full disk' };
  }
  if (!isObject(value) || typeof value.messageId !== 'string' || typeof value.body !== 'string') {
    return { why: 'it is not an archived message: messageId or body is missing' };
  }
  const { messageId, body, attributes } = value as unknown as ArchivedMessage;
  const entries = Object.entries(attributes ?? {}).map(
    ([name, { type, text: StringValue, base64 }]): [string, MessageAttributeValue] => [
      name,
      {
        DataType: type,
        ...(StringValue !== undefined && { StringValue }),
        ...(base64 !== undefined && { BinaryValue: Buffer.from(base64, 'base64') }),
      },
    ],
  );
  return { message: { messageId, body, attributes: Object.fromEntries(entries) } };
}
