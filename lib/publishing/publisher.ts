/** Publishing events to SNS: one topic per event type, in batches within SNS's limits. */
import { batchesOf } from '../aws/batches.ts';
import type { Sns } from '../aws/ports.ts';
import { errorName } from '../aws/ports.ts';
import type { CloudEvent } from '../cloudevents/envelope.ts';

/** SNS: entries in one PublishBatch. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_BATCH_ENTRIES = 10;

/** SNS: bytes of one message with its attributes, and of all messages of one batch together (256 KiB). */
export const MAX_PUBLISH_BYTES = 262_144;

const LIMITS = { maxEntries: MAX_BATCH_ENTRIES, maxBytes: MAX_PUBLISH_BYTES };

export interface Publisher {
  /** Publishes each event at least once. Answers what could not be published, by event id; the rest is published. */
  publish(events: readonly CloudEvent[]): Promise<ReadonlyMap<string, PublishFailure>>;
}

export interface PublishFailure {
  /** SNS's own word, such as `InternalError`. */
  readonly code: string;
  /** True if the event can never be published: it is larger than SNS takes. */
  readonly permanent: boolean;
}

interface Entry {
  readonly event: CloudEvent;
  readonly message: string;
  readonly bytes: number;
}

/**
 * Publishes to SNS, at most 10 events and 256 KiB in a request, all requests side by side. What SNS throws is answered, per event.
 * `topicOf` gives the ARN of an event type's topic; it throws for a type that this function may not publish.
 *
 * @example
 * const publisher = snsPublisher(sns(), (type) => required(process.env, topicVariable(type)));
 * const failures = await publisher.publish([event]);
 */
export function snsPublisher(sns: Sns, topicOf: (eventType: string) => string): Publisher {
  return {
    publish: async (events) => {
      const failures = new Map<string, PublishFailure>();
      const entries = events.map(entryOf);
      for (const { event, bytes } of entries) {
        if (bytes > MAX_PUBLISH_BYTES) failures.set(event.id, { code: 'TooLarge', permanent: true });
      }
      const fitting = entries.filter(({ bytes }) => bytes <= MAX_PUBLISH_BYTES);
      const batches = [...Map.groupBy(fitting, ({ event }) => event.type)].flatMap(([type, sameType]) =>
        batchesOf(sameType, LIMITS, ({ bytes }) => bytes).map((batch) =>
          publishBatch(sns, topicOf(type), batch, failures),
        ),
      );
      await Promise.all(batches);
      return failures;
    },
  };
}

/** Bytes of a value's JSON as SNS and SQS get it. */
export function messageBytes(value: unknown): number {
  return Buffer.byteLength(messageOf(value));
}

function entryOf(event: CloudEvent): Entry {
  const message = messageOf(event);
  const attributes = [...Object.entries(attributesOf(event))];
  const attributeBytes = attributes.reduce(
    (sum, [name, { DataType, StringValue }]) => sum + name.length + DataType.length + Buffer.byteLength(StringValue),
    0,
  );
  return { event, message, bytes: Buffer.byteLength(message) + attributeBytes };
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

/** Two attributes, for filter policies; the limit is 10, beyond which raw delivery drops the message. */
function attributesOf({ type, source }: CloudEvent) {
  return {
    type: { DataType: 'String', StringValue: type },
    source: { DataType: 'String', StringValue: source },
  };
}

async function publishBatch(
  sns: Sns,
  topicArn: string,
  batch: readonly Entry[],
  failures: Map<string, PublishFailure>,
) {
  try {
    const { Failed } = await sns.publishBatch({
      TopicArn: topicArn,
      PublishBatchRequestEntries: batch.map(({ event, message }, index) => ({
        Id: String(index),
        Message: message,
        MessageAttributes: attributesOf(event),
      })),
    });
    for (const { Id, Code } of Failed ?? []) {
      const entry = batch[Number(Id)];
      if (entry !== undefined) failures.set(entry.event.id, { code: Code ?? 'UnknownError', permanent: false });
    }
  } catch (error) {
    for (const { event } of batch) failures.set(event.id, { code: errorName(error), permanent: false });
  }
}
