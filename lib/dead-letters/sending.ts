/** Puts messages into a queue as they were before they failed, and only then takes them out of the dead-letter queue. */
import {
  DeleteMessageBatchCommand,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { batchesOf } from '../aws/batches.ts';
import { MAX_ATTRIBUTES, messageBytesOf, SQS_BATCH } from '../aws/sqs-messages.ts';
import { REDRIVEN } from '../publishing/message-attributes.ts';
import { type DeadMessage, ownAttributes } from './dead-message.ts';

/** What goes into a queue. */
export interface Sendable {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

/** Sends each, and answers the ids of those that SQS took. */
export async function send(sqs: SQSClient, queueUrl: string, messages: readonly Sendable[]): Promise<Set<string>> {
  const sent = new Set<string>();
  for (const batch of batchesOf(messages, SQS_BATCH, ({ body, attributes }) => messageBytesOf(body, attributes))) {
    const Entries = batch.map(({ body, attributes }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: { ...attributes },
    }));
    const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Id } of Successful) sent.add(batch[Number(Id)]?.messageId ?? '');
  }
  return sent;
}

/** Takes messages out of their dead-letter queue; answers the ids of those that are gone. */
export async function remove(sqs: SQSClient, dlqUrl: string, messages: readonly DeadMessage[]): Promise<Set<string>> {
  const removed = new Set<string>();
  for (const batch of batchesOf(messages, SQS_BATCH, () => 0)) {
    const Entries = batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    const { Successful = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: dlqUrl, Entries }));
    for (const { Id } of Successful) removed.add(batch[Number(Id)]?.messageId ?? '');
  }
  return removed;
}

/**
 * Says that the message was redriven: whoever has applied it already announces again what followed, as for no other copy. A message
 * with ten attributes of its own has no room for it.
 */
export function stamped(attributes: Sendable['attributes']): Sendable['attributes'] {
  if (Object.keys(attributes).length >= MAX_ATTRIBUTES) return attributes;
  return { ...attributes, [REDRIVEN]: { DataType: 'String', StringValue: 'yes' } };
}

/** First sent, then removed: killed in between, a message is in both queues, and the consumer's inbox knows it by its event id. */
export async function moveBack(
  sqs: SQSClient,
  urls: { readonly queue: string; readonly dlq: string },
  messages: readonly DeadMessage[],
): Promise<Set<string>> {
  const sendable = messages.map((message) => ({ ...message, attributes: stamped(ownAttributes(message)) }));
  const sent = await send(sqs, urls.queue, sendable);
  await remove(
    sqs,
    urls.dlq,
    messages.filter(({ messageId }) => sent.has(messageId)),
  );
  return sent;
}
