/** A batch of messages as the event that Lambda gives to a function. */
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';

export interface EventSource {
  readonly queueArn: string;
  readonly region: string;
}

export function sqsEventOf(messages: readonly Message[], source: EventSource): SQSEvent {
  return { Records: messages.map((message) => recordOf(message, source)) };
}

function recordOf(message: Message, { queueArn, region }: EventSource): SQSRecord {
  const { ApproximateReceiveCount = '', SentTimestamp = '', SenderId = '', ...others } = message.Attributes ?? {};
  const { ApproximateFirstReceiveTimestamp = '', ...optional } = others;
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...optional, ApproximateReceiveCount, SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp },
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)]),
    ),
    md5OfBody: message.MD5OfBody ?? '',
    ...(message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

/** In Lambda's spelling; the lists are there, and always empty. Binary values are base64, as everything is JSON. */
export function attributeOf({
  DataType = 'String',
  StringValue,
  BinaryValue,
}: MessageAttributeValue): SQSMessageAttribute {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
