/** Watches every step of a run: each publish, each write, each message that is deleted or given up. Believes nobody's counters. */
import type { SQSRecord } from 'aws-lambda';
import { validators } from '../../events/compiled/validators.js';
import { service } from '../../handlers/order-api/service.ts';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { eventId } from '../../lib/cloudevents/event-id.ts';
import { ownerOf, shortHash } from '../../lib/consumer/ownership.ts';
import { parseEvent } from '../../lib/consumer/validation.ts';
import type { SimulatedDynamoDb, Write } from '../../lib/simulator/aws/simulated-dynamodb.ts';
import type { QueueMessage } from '../../lib/simulator/aws/simulated-queue.ts';
import type { Published } from '../../lib/simulator/aws/simulated-topics.ts';
import { lookUp } from '../../lib/store/look-up.ts';
import { recordOf } from '../../lib/store/record-item.ts';
import { absentRecord } from '../../lib/store/record-store.ts';
import { consumersOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import { Announcements } from './announcements.ts';
import type { Accuse } from './providers.ts';
import { ANNOUNCEMENTS, ownTable } from './tables.ts';

/** Failures that are the message's own fault. */
const OWN_FAULTS: readonly string[] = ['MalformedJson', 'InvalidEnvelope', 'InvalidEventData', 'UnknownEventType'];

/** Receipts after the last attempt, in which a message may still be given up with a reason. */
const RECEIPTS_AFTER_LAST = 2;

/** A function died, or could not give a message up. */
const UNFINISHED = 'LastAttemptUnfinished';

const SERVICES: ReadonlySet<string> = new Set(consumersOf(topology).map(({ name }) => name));
const MAX_ATTEMPTS = new Map(consumersOf(topology).map(({ name, maxAttempts }) => [name, maxAttempts]));
const STOCK = ownTable('fulfillment', 'stock');
const BALANCES = ownTable('rewards', 'balances');
const COUNTERS = ownTable('invoice', 'counters');

/** What a service did with its messages, by their bodies. */
class Dealings {
  readonly givenUp = new Set<string>();
  readonly explained = new Set<string>();
  readonly dealtWith = new Set<string>();
  /** How often it was neither dealt with nor given up, in the last attempt and after it. */
  readonly lastKept = new Map<string, number>();

  /**
   * A function had said why, and died before it could acknowledge; or the message was dealt with, and this is a copy that SQS kept; or
   * nobody got to say why in the last attempt, nor after it.
   */
  mayBeSilent(body: string): boolean {
    return this.explained.has(body) || this.dealtWith.has(body) || (this.lastKept.get(body) ?? 0) > RECEIPTS_AFTER_LAST;
  }
}

export interface WitnessSettings {
  readonly accuse: Accuse;
  readonly dynamoDb: () => SimulatedDynamoDb;
  /** Whether a version was deployed that cannot read events of this type. */
  readonly mayBeUnreadable: (service: string, eventType: string) => boolean;
  /** No function dies in this run, and AWS does what it is asked. */
  readonly isCalm: boolean;
}

export class Witness {
  readonly published = new Map<string, CloudEvent>();
  readonly poison = new Set<string>();
  /** Messages that expired before anybody dealt with them, by the order that they were about. Nothing else excuses an order. */
  readonly expired = new Map<string, number>();
  readonly announcements: Announcements;
  readonly #accuse: Accuse;
  readonly #dynamoDb: () => SimulatedDynamoDb;
  readonly #isCalm: boolean;
  readonly #mayBeUnreadable: (service: string, eventType: string) => boolean;
  readonly #events = new Map<string, CloudEvent>();
  readonly #seen = new Set<string>();
  readonly #idOf = new Map<string, string>();
  readonly #announced = new Set<string>();
  readonly #consequences = new Set<string>();
  readonly #dealings = new Map([...SERVICES].map((service) => [service, new Dealings()]));

  constructor({ accuse, dynamoDb, mayBeUnreadable, isCalm }: WitnessSettings) {
    this.announcements = new Announcements(accuse, !isCalm);
    this.#isCalm = isCalm;
    this.#accuse = accuse;
    this.#dynamoDb = dynamoDb;
    this.#mayBeUnreadable = mayBeUnreadable;
  }

  /** The event in a body, or `undefined` if there is none. */
  eventIn(body: string): CloudEvent | undefined {
    const known = this.#events.get(body);
    if (known !== undefined || this.poison.has(body)) return known;
    const event: CloudEvent = JSON.parse(body);
    this.#events.set(body, event);
    return event;
  }

  onPublish({ topic, message }: Published): void {
    if (this.poison.has(message)) return;
    const event = this.#seen.has(message) ? this.eventIn(message) : this.#kept(message);
    if (event !== undefined) this.announcements.onPublish(event);
    if (event === undefined || this.#seen.has(message)) return;
    this.#seen.add(message);
    const { id, type, subject, source, causationid = '' } = event;
    if (this.published.has(id)) this.#accuse('one id, one event', `${type} ${id} was published with other content`);
    this.published.set(id, event);
    this.#consequences.add(consequence(source.slice(1), causationid, type));
    if (causationid !== '' && id !== eventId(source.slice(1), causationid, type)) {
      this.#accuse('an id follows from its cause', `${type} of ${subject} has another`);
    }
    if (topic !== type) this.#accuse('each event goes to its topic', `${type} was published to ${topic}`);
    const other = this.#idOf.get(`${subject} ${type}`);
    if (other !== undefined && other !== id) this.#accuse('each event has one id', `${type} of ${subject} has two`);
    this.#idOf.set(`${subject} ${type}`, id);
    if (!this.#isCommitted(event)) this.#accuse('what is published was committed', `${type} of ${subject} was not`);
  }

  /** The event in what was published, which must keep the contract. */
  #kept(message: string): CloudEvent {
    let event: CloudEvent;
    try {
      event = parseEvent(message, validators, Number.POSITIVE_INFINITY);
    } catch (error) {
      event = JSON.parse(message);
      this.#accuse(
        'what is published keeps the contract',
        `${event.type}: ${error instanceof Error ? error.message : ''}`,
      );
    }
    this.#events.set(message, event);
    return event;
  }

  onWrite({ table, key, before, after }: Write): void {
    if (table === ANNOUNCEMENTS) this.#announced.add(after.orderId?.S ?? '');
    else if (table === STOCK && Number(after.available?.N) < 0) this.#accuse('stock is never negative', key);
    else if (table === BALANCES && Number(after.points?.N) < 0) this.#accuse('points are never negative', key);
    else if (table === COUNTERS && !(Number(after.last?.N) > Number(before?.last?.N ?? 0))) {
      this.#accuse('no number is drawn twice', `${key} went from ${before?.last?.N ?? 0} to ${after.last?.N}`);
    } else if (SERVICES.has(table)) this.#onRecord({ table, key, before, after });
  }

  #onRecord({ table, key, before, after }: Write): void {
    this.announcements.onCommit({ table, key, before, after });
    if (before !== undefined) {
      if (Number(after.version?.N) !== Number(before.version?.N) + 1) {
        this.#accuse('no write is overwritten unseen', `${table} wrote ${key} at ${before.version?.N} again`);
      }
      if (!after.inbox?.S?.startsWith(before.inbox?.S?.slice(0, -1) ?? '')) {
        this.#accuse('no inbox forgets an event', `${table} did, for ${key}`);
      }
    }
  }

  /** A message was handed to a function of `service`. */
  onReceive(service: string, record: SQSRecord): void {
    const event = this.eventIn(record.body);
    if (event !== undefined) this.announcements.onReceive(service, event, record);
  }

  /** A message was deleted from the queue of `service`: it must be dealt with, and if it owns what it caused, that must be published. */
  onDelete(service: string, { body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>): void {
    const { givenUp, dealtWith } = this.#dealingsOf(service);
    if (givenUp.has(body)) return;
    dealtWith.add(body);
    const event = this.eventIn(body);
    if (event === undefined) {
      this.#accuse('nothing is lost', `${service} swallowed a message that it cannot read`);
      return;
    }
    const { id, subject, type } = event;
    const item = this.#dynamoDb().items(service).get(subject);
    const { isApplied, caused } = lookUp(item === undefined ? absentRecord(subject) : recordOf(item), event);
    if (!isApplied) {
      this.#accuse('nothing is lost', `${service} acknowledged ${type} of ${subject} and did not deal with it`);
    }
    if (ownerOf(caused)?.message !== shortHash(messageId)) return;
    for (const emitted of caused) {
      if (this.#consequences.has(consequence(service, id, emitted.type))) continue;
      this.#accuse('nothing is lost', `${service} acknowledged ${type} of ${subject}, ${emitted.type} is unpublished`);
    }
  }

  /** A message was neither dealt with nor given up. Only when that was so in the last attempt, and after it, may it leave no reason. */
  onKeep(service: string, { body, attributes }: SQSRecord): void {
    if (Number(attributes.ApproximateReceiveCount) < (MAX_ATTEMPTS.get(service) ?? 0)) return;
    const { lastKept } = this.#dealingsOf(service);
    lastKept.set(body, (lastKept.get(body) ?? 0) + 1);
  }

  /** Whether a message may be in the dead-letter queue of `service` without a reason. */
  mayBeSilent(service: string, body: string): boolean {
    return this.#dealingsOf(service).mayBeSilent(body);
  }

  /** A message of `service` expired. Whoever was to deal with it never will. */
  onExpiry(service: string, { body, messageId }: Pick<QueueMessage, 'body' | 'messageId'>): void {
    this.announcements.onExpiry(messageId);
    if (this.#dealingsOf(service).dealtWith.has(body)) return;
    const orderId = this.eventIn(body)?.subject;
    if (orderId !== undefined) this.expired.set(orderId, (this.expired.get(orderId) ?? 0) + 1);
  }

  /** A message came into the dead-letter queue of `service`. */
  onDeadLetter(service: string, { body, attributes }: Pick<QueueMessage, 'body' | 'attributes'>): void {
    const dealings = this.#dealingsOf(service);
    dealings.givenUp.add(body);
    const failure = attributes['failure.class']?.stringValue;
    if (failure !== undefined) dealings.explained.add(body);
    const event = this.eventIn(body);
    if (event === undefined) return;
    const attempts = Number(attributes['failure.attempts']?.stringValue);
    if (failure === UNFINISHED && this.#isCalm) {
      this.#accuse('a dead letter says what happened', `${service} says of ${event.type} that nobody knows`);
    }
    if (failure === undefined) {
      if (dealings.mayBeSilent(body)) return;
      this.#accuse('a dead letter says why', `${service} gave up ${event.type} of ${event.subject} without a reason`);
    } else if (OWN_FAULTS.includes(failure)) {
      if (this.#mayBeUnreadable(service, event.type)) return;
      this.#accuse('no healthy message is harmed', `${service} gave up ${event.type} as ${failure}`);
    } else if (attempts < (MAX_ATTEMPTS.get(service) ?? 0)) {
      this.#accuse(
        'what may pass is tried again',
        `${service} gave up ${event.type} at attempt ${attempts}: ${failure}`,
      );
    }
  }

  #dealingsOf(service: string): Dealings {
    const dealings = this.#dealings.get(service);
    if (dealings === undefined) throw new Error(`there is no service ${service}`);
    return dealings;
  }

  #isCommitted({ source, type, subject, causationid }: CloudEvent): boolean {
    const service = source.slice(1);
    if (service === PUBLISHER_OF_ORDERS) return this.#announced.has(subject);
    const item = this.#dynamoDb().items(service).get(subject);
    const caused = item === undefined ? [] : (recordOf(item).outbox[causationid ?? ''] ?? []);
    return caused.some((entry) => entry.type === type);
  }
}

/** That `service` published an event of `type` because of another. */
function consequence(service: string, causeId: string, type: string): string {
  return `${service} ${causeId} ${type}`;
}

/** The order API, as it stands in events. */
const PUBLISHER_OF_ORDERS = service.name;
