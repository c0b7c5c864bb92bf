/** A service's queues as the pipeline sees them: it may put a record off, or move it to the dead-letter queue with a reason. */
import type { MessageAttributeValue, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { batchesOf } from '../aws/batches.ts';
import { type BatchFailure, errorName, type Sqs } from '../aws/ports.ts';
import { mayBeOfOneEntry } from '../aws/refusals.ts';
import { attributeBytes, MAX_ATTRIBUTES, MAX_MESSAGE_BYTES, messageBytesOf, SQS_BATCH } from '../aws/sqs-messages.ts';
import { REDRIVEN } from '../publishing/message-attributes.ts';

/** A record for the dead-letter queue. */
export interface DeadLetter {
  readonly record: SQSRecord;
  /** Why, as text attributes in order of importance. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A record for later. */
export interface Postponement {
  readonly record: SQSRecord;
  /** From now, 0 to 43,200. */
  readonly delaySeconds: number;
}

/** Both answer what failed, by message id, with SQS's word for it. */
export interface DeadLetterQueue {
  quarantine(letters: readonly DeadLetter[]): Promise<ReadonlyMap<string, string>>;
  postpone(postponements: readonly Postponement[]): Promise<ReadonlyMap<string, string>>;
}

/** By URL. Requests are in batches within SQS's limits; neither of the two throws. */
export function sqsDeadLetterQueue(sqs: Sqs, urls: { readonly queue: string; readonly dlq: string }): DeadLetterQueue {
  return {
    quarantine: (letters) =>
      inBatches(
        letters,
        messageOf,
        ({ MessageBody = '', MessageAttributes = {} }) => messageBytesOf(MessageBody, MessageAttributes),
        (Entries) => sqs.sendMessageBatch({ QueueUrl: urls.dlq, Entries }),
      ),
    postpone: (postponements) =>
      inBatches(
        postponements,
        ({ record, delaySeconds }, Id) => ({
          Id,
          ReceiptHandle: record.receiptHandle,
          VisibilityTimeout: delaySeconds,
        }),
        () => 0,
        (Entries) => sqs.changeMessageVisibilityBatch({ QueueUrl: urls.queue, Entries }),
      ),
  };
}

function messageOf({ record, reasons }: DeadLetter, Id: string): SendMessageBatchRequestEntry {
  const { body, messageAttributes } = record;
  return { Id, MessageBody: body, MessageAttributes: withReasons(body, messageAttributes, reasons) };
}

/** Begins the name of every attribute that says why a message is a dead letter. */
export const FAILURE_PREFIX = 'failure.';

/**
 * The message's own attributes always stay, but for the reasons of an earlier failure. Of the reasons, as many as SQS takes beside them,
 * the first ones first; one that is too long for the room that is left is cut.
 */
export function withReasons(
  body: string,
  own: SQSMessageAttributes,
  reasons: Readonly<Record<string, string>>,
): Record<string, MessageAttributeValue> {
  const attributes: Record<string, MessageAttributeValue> = Object.create(null);
  for (const [name, { dataType, stringValue, binaryValue }] of Object.entries(own)) {
    // That it had been redriven is no news any more, and takes the place of a reason.
    if (name.startsWith(FAILURE_PREFIX) || name === REDRIVEN) continue;
    attributes[name] = {
      DataType: dataType,
      ...(stringValue !== undefined && { StringValue: stringValue }),
      ...(binaryValue !== undefined && { BinaryValue: Buffer.from(binaryValue, 'base64') }),
    };
  }
  let bytes = MAX_MESSAGE_BYTES - messageBytesOf(body, attributes);
  for (const [name, text] of Object.entries(reasons).slice(0, MAX_ATTRIBUTES - Object.keys(attributes).length)) {
    const value = cut(text, bytes - attributeBytes(name, { DataType: 'String' }));
    if (value === '') continue;
    attributes[name] = { DataType: 'String', StringValue: value };
    bytes -= attributeBytes(name, attributes[name]);
  }
  return attributes;
}

/** At most so many bytes of a text, in whole characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, Math.max(0, bytes))).replace(/\ufffd$/, '');
}

interface Waiting<Entry> {
  readonly messageId: string;
  readonly entry: Entry;
}

async function inBatches<Asked extends { readonly record: SQSRecord }, Entry extends { Id: string | undefined }>(
  asked: readonly Asked[],
  entryOf: (asked: Asked, id: string) => Entry,
  bytesOf: (entry: Entry) => number,
  send: (entries: Entry[]) => Promise<{ Failed?: BatchFailure[] | undefined }>,
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  const waiting: Waiting<Entry>[] = [];
  asked.forEach((one, index) => {
    const { messageId } = one.record;
    try {
      waiting.push({ messageId, entry: entryOf(one, String(index)) });
    } catch (error) {
      failures.set(messageId, errorName(error));
    }
  });
  const sendBatch = async (batch: readonly Waiting<Entry>[]): Promise<void> => {
    try {
      const { Failed = [] } = await send(batch.map(({ entry }) => entry));
      const codes = new Map(Failed.map(({ Id, Code = 'UnknownError' }) => [Id, Code]));
      for (const { messageId, entry } of batch) {
        const code = codes.get(entry.Id);
        if (code !== undefined) failures.set(messageId, code);
      }
    } catch (error) {
      // One of them may be what SQS refuses: then the others must not suffer for it.
      if (batch.length > 1 && mayBeOfOneEntry(error)) await Promise.all(batch.map((one) => sendBatch([one])));
      else for (const { messageId } of batch) failures.set(messageId, errorName(error));
    }
  };
  await Promise.all(batchesOf(waiting, SQS_BATCH, ({ entry }) => bytesOf(entry)).map(sendBatch));
  return failures;
}
