/** SNS topics: what is published reaches every subscribed queue at least once, each for itself, sooner or later. */
import type { MessageAttributeValue, PublishBatchCommandInput } from '@aws-sdk/client-sns';
import type { SQSMessageAttributes } from 'aws-lambda';
import type { BatchFailure } from '../../aws/ports.ts';
import type { Clock, Random } from '../../clock/clock.ts';
import { attributeOf } from '../../local/sqs-event.ts';
import type { Fate, Strikes } from '../fate.ts';
import { copiesIn } from './copies.ts';
import { refusal } from './refusal.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import { areLarger, bytesOf } from './size.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_ENTRIES = 10;
const MAX_BATCH_BYTES = 262_144;
/** Beyond so many, a message with raw delivery is dropped. https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
const MAX_RAW_ATTRIBUTES = 10;

/** SNS, or a publisher that heard no answer, delivers once more at most this much later: under another message id. */
const LATEST_COPY_MS = 60_000;

const USUAL_MS = 30;
/** A delivery that SNS has to try again. https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
const LATE_MS = 20 * 60_000;

interface Subscription {
  readonly queue: SimulatedQueue;
  readonly random: Random;
  readonly isLate: Strikes;
  readonly isDeliveredTwice: Strikes;
}

export interface Published {
  readonly topic: string;
  readonly message: string;
}

export class SimulatedTopics {
  readonly #time: Clock;
  readonly #fate: Fate;
  readonly #onPublish: (published: Published) => void;
  readonly #isMultiplied: Strikes;
  readonly #copies: number;
  readonly #delay: Random;
  readonly #subscriptions = new Map<string, Subscription[]>();

  constructor(time: Clock, fate: Fate, onPublish: (published: Published) => void = () => undefined) {
    this.#time = time;
    this.#fate = fate;
    this.#onPublish = onPublish;
    this.#isMultiplied = fate.at('copies by topics', 'SNS');
    this.#copies = copiesIn(fate, 'topics');
    this.#delay = fate.random('copies by SNS');
  }

  createTopic(arn: string): void {
    this.#subscriptions.set(arn, []);
  }

  /** With raw delivery: the queue gets the message as it was published. */
  subscribe(arn: string, queue: SimulatedQueue): void {
    const place = `${arn} to ${queue.name}`;
    this.#subscribersOf(arn).push({
      queue,
      random: this.#fate.random(place),
      isLate: this.#fate.at('late deliveries', place),
      isDeliveredTwice: this.#fate.at('duplicates', place),
    });
  }

  /** `isRefused` decides for each entry whether SNS fails to take it, this time. */
  publishBatch(
    { TopicArn = '', PublishBatchRequestEntries: entries = [] }: PublishBatchCommandInput,
    isRefused: Strikes = () => false,
  ): { Failed: BatchFailure[] } {
    const subscribers = this.#subscribersOf(TopicArn);
    check(entries);
    const Failed: BatchFailure[] = [];
    for (const { Id, Message = '', MessageAttributes = {} } of entries) {
      if (isRefused()) {
        Failed.push({ Id, Code: 'InternalError' });
        continue;
      }
      this.#onPublish({ topic: TopicArn, message: Message });
      if (Object.keys(MessageAttributes).length > MAX_RAW_ATTRIBUTES) continue;
      const attributes = attributesOf(MessageAttributes);
      const deliver = (): void => {
        for (const subscriber of subscribers) this.#deliver(subscriber, Message, attributes);
      };
      deliver();
      if (!this.#isMultiplied()) continue;
      for (let copy = 0; copy < this.#copies; copy += 1) this.#time.after(this.#delay() * LATEST_COPY_MS, deliver);
    }
    return { Failed };
  }

  #deliver(subscriber: Subscription, message: string, attributes: SQSMessageAttributes): void {
    const { queue, random, isLate, isDeliveredTwice } = subscriber;
    const times = isDeliveredTwice() ? 2 : 1;
    for (let count = 0; count < times; count += 1) {
      this.#time.after(random() * (isLate() ? LATE_MS : USUAL_MS), () => void queue.send(message, attributes));
    }
  }

  #subscribersOf(arn: string): Subscription[] {
    const found = this.#subscriptions.get(arn);
    if (found === undefined) throw refusal('NotFound', `there is no topic ${arn}`);
    return found;
  }
}

function check(entries: NonNullable<PublishBatchCommandInput['PublishBatchRequestEntries']>): void {
  if (entries.length === 0) throw refusal('EmptyBatchRequest', 'the batch has no entries');
  if (entries.length > MAX_ENTRIES) throw refusal('TooManyEntriesInBatchRequest', `${entries.length} entries`);
  const ids = new Set(entries.map(({ Id }) => Id));
  if (ids.size < entries.length) throw refusal('BatchEntryIdsNotDistinct', 'two entries have one id');
  const messages = entries.map(({ Message = '' }) => Message);
  if (areLarger(messages, MAX_BATCH_BYTES)) throw refusal('BatchRequestTooLong', `${bytesOf(messages)} bytes`);
}

/** Of one object for each set of attributes there is: they are the same for every message of a type. */
const known = new Map<string, SQSMessageAttributes>();

function attributesOf(attributes: Record<string, MessageAttributeValue>): SQSMessageAttributes {
  const texts = Object.entries(attributes).map(([name, { StringValue }]) => `${name}=${StringValue}`);
  const key = texts.join('\n');
  let found = known.get(key);
  if (found === undefined) {
    found = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]));
    known.set(key, found);
  }
  return found;
}
