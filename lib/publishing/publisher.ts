/** Publishing events to SNS: one topic per event type, in batches within SNS's limits. */
import { batchesOf } from '../aws/batches.ts';
import type { Sns } from '../aws/ports.ts';
import { errorName } from '../aws/ports.ts';
import { isRefusal, isRefusedForGood, mayBeOfOneEntry } from '../aws/refusals.ts';
import type { CloudEvent } from '../cloudevents/envelope.ts';
import { PUBLICATION } from './message-attributes.ts';

/** SNS: entries in one PublishBatch. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_BATCH_ENTRIES = 10;

/** SNS: bytes of one message with its attributes, and of all messages of one batch together (256 KiB). */
export const MAX_PUBLISH_BYTES = 262_144;

const LIMITS = { maxEntries: MAX_BATCH_ENTRIES, maxBytes: MAX_PUBLISH_BYTES };

export interface Publisher {
  /**
   * Publishes each event at least once, under the message attribute `publication`: what names the delivery or the request that
   * publishes, so that consumers can tell its copies from another's. Answers what could not be published, by event id; the rest is published.
   */
  publish(
    events: readonly CloudEvent[],
    publicationOf: (event: CloudEvent) => string,
  ): Promise<ReadonlyMap<string, PublishFailure>>;
}

export interface PublishFailure {
  /** SNS's own word, such as `InternalError`. */
  readonly code: string;
  /** True if the event can never be published: SNS refuses what is in it, or it is too large. */
  readonly permanent: boolean;
}

interface Entry {
  readonly event: CloudEvent;
  readonly topicArn: string;
  readonly message: string;
  readonly attributes: Attributes;
  readonly bytes: number;
}

/**
 * Publishes to SNS, at most 10 events and 256 KiB in a request, all requests side by side. What SNS throws is answered, per event.
 * `topicOf` gives the ARN of an event type's topic; it throws for a type that this function may not publish.
 *
 * @example
 * const publisher = snsPublisher(sns(), (type) => required(process.env, topicVariable(type)));
 * const failures = await publisher.publish([event], () => publicationOf(carrier));
 */
export function snsPublisher(sns: Sns, topicOf: (eventType: string) => string): Publisher {
  return {
    publish: async (events, publicationOf) => {
      const failures = new Map<string, PublishFailure>();
      const entries = events.flatMap((event) => entryIn(event, publicationOf(event), topicOf, failures));
      const batches = [...Map.groupBy(entries, ({ topicArn }) => topicArn)].flatMap(([topicArn, ofTopic]) =>
        batchesOf(ofTopic, LIMITS, ({ bytes }) => bytes).map((batch) => publishBatch(sns, topicArn, batch, failures)),
      );
      await Promise.all(batches);
      return failures;
    },
  };
}

/** The entry of an event, or none and why: whatever is wrong with one event keeps no other back. */
function entryIn(
  event: CloudEvent,
  publication: string,
  topicOf: (eventType: string) => string,
  failures: Map<string, PublishFailure>,
): Entry[] {
  try {
    const entry = entryOf(event, publication, topicOf(event.type));
    if (entry.bytes <= MAX_PUBLISH_BYTES) return [entry];
    failures.set(event.id, { code: 'TooLarge', permanent: true });
  } catch (error) {
    failures.set(event.id, { code: errorName(error), permanent: false });
  }
  return [];
}

/** Bytes of a value's JSON as SNS and SQS get it. */
export function messageBytes(value: unknown): number {
  return Buffer.byteLength(messageOf(value));
}

function entryOf(event: CloudEvent, publication: string, topicArn: string): Entry {
  const message = messageOf(event);
  const attributes = attributesOf(event, publication);
  const attributeBytes = Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue }]) => sum + name.length + DataType.length + Buffer.byteLength(StringValue),
    0,
  );
  return { event, topicArn, message, attributes, bytes: Buffer.byteLength(message) + attributeBytes };
}

/**
 * What JSON takes as it is and SQS does not: it refuses the message, or replaces the character, as its documentation has had it
 * at different times. In an event's JSON these stand in strings only, where they may be escaped.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const NOT_FOR_SQS = /[\ufffe\uffff]/g;

function messageOf(value: unknown): string {
  return JSON.stringify(value).replace(NOT_FOR_SQS, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

type Attributes = Readonly<Record<string, { readonly DataType: 'String'; readonly StringValue: string }>>;

/** Three attributes, two of them for filter policies; the limit is 10, beyond which raw delivery drops the message. */
function attributesOf({ type, source }: CloudEvent, publication: string): Attributes {
  return {
    type: { DataType: 'String', StringValue: type },
    source: { DataType: 'String', StringValue: source },
    // SNS takes no empty values.
    ...(publication !== '' && { [PUBLICATION]: { DataType: 'String', StringValue: publication } }),
  };
}

async function publishBatch(
  sns: Sns,
  topicArn: string,
  batch: readonly Entry[],
  failures: Map<string, PublishFailure>,
): Promise<void> {
  const publishAlone = (entry: Entry) => publishBatch(sns, topicArn, [entry], failures);
  const isShared = batch.length > 1;
  try {
    const { Failed = [] } = await sns.publishBatch({
      TopicArn: topicArn,
      PublishBatchRequestEntries: batch.map(({ message, attributes }, index) => ({
        Id: String(index),
        Message: message,
        MessageAttributes: attributes,
      })),
    });
    for (const { Id, Code = 'UnknownError', Message } of Failed) {
      const entry = batch[Number(Id)];
      if (entry === undefined) continue;
      const isRefused = isRefusedForGood(Code, Message);
      if (isShared && isRefused) await publishAlone(entry);
      else failures.set(entry.event.id, { code: Code, permanent: isRefused });
    }
  } catch (error) {
    // One of them may be what SNS refuses: then the others must not suffer for it.
    if (isShared && mayBeOfOneEntry(error)) await Promise.all(batch.map(publishAlone));
    else for (const { event } of batch) failures.set(event.id, { code: errorName(error), permanent: isRefusal(error) });
  }
}
