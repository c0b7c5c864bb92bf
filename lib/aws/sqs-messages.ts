/** What SQS takes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { BatchLimits } from './batches.ts';

/** Bytes of one message with its attributes, and of all messages of one request: 1 MiB. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Attributes of one message. */
export const MAX_ATTRIBUTES = 10;

/** One batch request. */
export const SQS_BATCH: BatchLimits = { maxEntries: 10, maxBytes: MAX_MESSAGE_BYTES };

/** Bytes of a message as SQS counts them: its body, and of each attribute name, type and value. */
export function messageBytesOf(body: string, attributes: Readonly<Record<string, MessageAttributeValue>>): number {
  const sizes = Object.entries(attributes).map(([name, value]) => attributeBytes(name, value));
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

export function attributeBytes(
  name: string,
  { DataType = '', StringValue = '', BinaryValue }: MessageAttributeValue,
): number {
  return Buffer.byteLength(name) + DataType.length + Buffer.byteLength(StringValue) + (BinaryValue?.byteLength ?? 0);
}
