/** A dead-lettered message: as it is in its queue, with what is known of why. */
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { MAX_ATTRIBUTES } from '../aws/sqs-messages.ts';
import type { CloudEvent } from '../cloudevents/envelope.ts';
import { envelopeProblem } from '../cloudevents/parse.ts';
import { FAILURE_PREFIX } from '../consumer/dead-letter-queue.ts';
import { isObject } from '../json.ts';
import type { Cause } from './reports.ts';
import type { Source } from './sources.ts';

export interface DeadMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** Byte for byte what was sent. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** The envelope in the body; `undefined` when the body is something else. Its data may still be invalid. */
  readonly event: CloudEvent | undefined;
  readonly cause: Cause;
  /** When it was sent to the queue it is in or, if SQS moved it, to the queue it came from: SQS counts its retention from here. */
  readonly sentAt: string;
}

/** The class of what SQS moved by itself. */
const MOVED_BY_SQS = 'MovedBySqs';

/** The class of what had no room for its reason. */
const NO_ROOM = 'NoRoomForReason';

/** The class of what SNS could not deliver. */
const NOT_DELIVERED = 'NotDelivered';

/** A message as SQS gives it; `undefined` only if it lacks what SQS always gives. */
export function deadMessageOf(message: Message, kind: Source['kind']): DeadMessage | undefined {
  const { MessageId, ReceiptHandle, Body = '', MessageAttributes = {}, Attributes = {} } = message;
  if (MessageId === undefined || ReceiptHandle === undefined) return undefined;
  const sentAt = new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString();
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: MessageAttributes,
    event: eventIn(Body),
    cause: causeIn(MessageAttributes, kind),
    sentAt,
  };
}

/** The attributes it had before it failed. */
export function ownAttributes({ attributes }: Pick<DeadMessage, 'attributes'>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith(FAILURE_PREFIX)));
}

function causeIn(attributes: Readonly<Record<string, MessageAttributeValue>>, kind: Source['kind']): Cause {
  if (kind === 'delivery') return { class: NOT_DELIVERED, message: 'SNS could not deliver it to the queue' };
  const text = (name: string) => attributes[`${FAILURE_PREFIX}${name}`]?.StringValue;
  const failureClass = text('class');
  if (failureClass === undefined) {
    return Object.keys(attributes).length >= MAX_ATTRIBUTES
      ? {
          class: NO_ROOM,
          message: `it has ${MAX_ATTRIBUTES} attributes of its own: SQS takes no more, so none says why it failed`,
        }
      : { class: MOVED_BY_SQS, message: 'the function crashed or timed out on every attempt' };
  }
  const [attempts, first, last, version, trace] = [
    text('attempts'),
    text('first'),
    text('last'),
    text('version'),
    text('trace'),
  ];
  return {
    class: failureClass,
    message: text('message') ?? '',
    ...(attempts !== undefined && { attempts: Number(attempts) }),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(version !== undefined && { version }),
    ...(trace !== undefined && { trace }),
  };
}

function eventIn(body: string): CloudEvent | undefined {
  const value = jsonIn(body);
  // An envelope whose attributes are well formed is one; what is in its data is the schema's business.
  return isObject(value) && envelopeProblem(value) === undefined ? (value as unknown as CloudEvent) : undefined;
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
