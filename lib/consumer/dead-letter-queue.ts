/** A service's queues as the pipeline sees them: it may put a record off, or move it to the dead-letter queue with a reason. */
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { batchesOf } from '../aws/batches.ts';
import { type BatchFailure, errorName, type Sqs } from '../aws/ports.ts';

/** SQS: entries in one batch request. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ENTRIES = 10;

/** SQS: attributes of one message. */
export const MAX_ATTRIBUTES = 10;

/** Bytes of one SendMessageBatch in total; a message larger than this goes alone, up to SQS's own limit. */
const MAX_SEND_BYTES = 262_144;

/** Room for the failure attributes beside a body: 8 of them, the message being the longest. */
const ATTRIBUTE_BYTES = 2_048;

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
        ({ record }) => Buffer.byteLength(record.body) + ATTRIBUTE_BYTES,
        (batch) =>
          sqs.sendMessageBatch({
            QueueUrl: urls.dlq,
            Entries: batch.map(({ record, reasons }, index) => ({
              Id: String(index),
              MessageBody: record.body,
              MessageAttributes: withReasons(record.messageAttributes, reasons),
            })),
          }),
      ),
    postpone: (postponements) =>
      inBatches(
        postponements,
        () => 0,
        (batch) =>
          sqs.changeMessageVisibilityBatch({
            QueueUrl: urls.queue,
            Entries: batch.map(({ record, delaySeconds }, index) => ({
              Id: String(index),
              ReceiptHandle: record.receiptHandle,
              VisibilityTimeout: delaySeconds,
            })),
          }),
      ),
  };
}

/** Begins the name of every attribute that says why a message is a dead letter. */
export const FAILURE_PREFIX = 'failure.';

/** The message's own attributes always stay, but for the reasons of an earlier failure; of the reasons, as many as fit beside them. */
export function withReasons(
  own: SQSMessageAttributes,
  reasons: Readonly<Record<string, string>>,
): Record<string, MessageAttributeValue> {
  const attributes: Record<string, MessageAttributeValue> = {};
  for (const [name, { dataType, stringValue, binaryValue }] of Object.entries(own)) {
    if (name.startsWith(FAILURE_PREFIX)) continue;
    attributes[name] = {
      DataType: dataType,
      ...(stringValue !== undefined && { StringValue: stringValue }),
      ...(binaryValue !== undefined && { BinaryValue: Buffer.from(binaryValue, 'base64') }),
    };
  }
  const room = MAX_ATTRIBUTES - Object.keys(attributes).length;
  for (const [name, value] of Object.entries(reasons).slice(0, room))
    attributes[name] = { DataType: 'String', StringValue: value };
  return attributes;
}

async function inBatches<Entry extends { readonly record: SQSRecord }>(
  entries: readonly Entry[],
  bytesOf: (entry: Entry) => number,
  send: (batch: readonly Entry[]) => Promise<{ Failed?: BatchFailure[] | undefined }>,
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  const sendOne = async (batch: readonly Entry[]): Promise<void> => {
    try {
      const { Failed } = await send(batch);
      for (const { Id, Code } of Failed ?? []) {
        const entry = batch[Number(Id)];
        if (entry !== undefined) failures.set(entry.record.messageId, Code ?? 'UnknownError');
      }
    } catch (error) {
      for (const { record } of batch) failures.set(record.messageId, errorName(error));
    }
  };
  await Promise.all(batchesOf(entries, { maxEntries: MAX_ENTRIES, maxBytes: MAX_SEND_BYTES }, bytesOf).map(sendOne));
  return failures;
}
