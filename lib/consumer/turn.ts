/** The turn of one order: decide each of its records, commit as seldom as possible, stop at a conflict. */
import { timestamp } from '../clock/clock.ts';
import type { CloudEvent, Draft, OutboxEntry } from '../cloudevents/envelope.ts';
import { eventKey } from '../cloudevents/event-id.ts';
import { TransientError } from '../errors.ts';
import type { JoinedWrite } from '../store/joined-write.ts';
import { type LookUp, lookUp } from '../store/look-up.ts';
import type { StoredRecord } from '../store/record-store.ts';
import type { Environment } from './consumer.ts';
import { commitInTurn } from './contention.ts';
import type { ServiceTypes } from './decider.ts';
import { attemptOf, fail, isValid, leave, markSettled, type ValidDelivery } from './delivery.ts';
import type { Reply, Step } from './interpreter.ts';
import { type Duty, dutyOf, ownedBy, ownerOf } from './ownership.ts';
import type { EventHandler } from './stage.ts';

/**
 * On an assumed record a port may be asked only for an event as fresh as this. Then its idempotency key is surely still known
 * to a gateway (Stripe keeps keys for 24 hours); an older event may have been dealt with long ago, which only a read can tell.
 */
export const MAX_BLIND_ASK_MS = 60 * 60 * 1_000;

/** A record to decide on; `assumed` when it was not read but taken to be absent. */
export interface StartingRecord {
  readonly stored: StoredRecord;
  readonly assumed: boolean;
}

/** The record was another than the turn had started with; `found` is that record if it is known. */
export interface Stale {
  readonly kind: 'stale';
  readonly found: StoredRecord | undefined;
}

/** What the events came to together cannot be written, perhaps because of one of them: each has to be dealt with by itself. */
export interface Apart {
  readonly kind: 'apart';
}

/** How a service's record is indexed: see `Consumer`. */
export interface Indexing<Facts> {
  readonly indexed?: (facts: Facts, subject: string) => Readonly<Record<string, string>>;
}

type Outside = Pick<Environment, 'store' | 'clock' | 'random' | 'metrics' | 'retry'>;

/**
 * Settles or fails each of `deliveries`, or answers why not: the record was stale, or they have to be taken apart. Those still valid then
 * have to be dealt with again.
 */
export async function takeTurn<Facts>(
  consumer: Indexing<Facts>,
  environment: Outside,
  handler: EventHandler,
  starting: StartingRecord,
  deliveries: readonly ValidDelivery[],
): Promise<Stale | Apart | undefined> {
  const turn = new Turn(consumer, environment, handler, starting);
  for (const delivery of deliveries) {
    const stale = await turn.handle(delivery);
    if (stale !== undefined) return stale;
  }
  return turn.finish();
}

/** Decided, and true with the next commit. */
interface Waiting {
  readonly delivery: ValidDelivery;
  readonly how: 'handled' | 'duplicate';
  readonly duty: Pick<Duty, 'publish' | 'acknowledge'>;
}

/** Of the delivery that commits. */
const FIRST: Waiting['duty'] = { publish: true, acknowledge: true };

/** Several events in a row need one commit only, as long as nothing has to be durable in between. */
class Turn<Facts> {
  readonly #consumer: Indexing<Facts>;
  readonly #environment: Outside;
  readonly #handler: EventHandler;
  #assumed: boolean;
  /** What is in the store. */
  #committed: StoredRecord;
  /** What would be in the store after the next commit. */
  #draft: StoredRecord;
  /** Decided, waiting for the commit that makes it true. */
  #waiting: Waiting[] = [];

  constructor(
    consumer: Indexing<Facts>,
    environment: Outside,
    handler: EventHandler,
    { stored, assumed }: StartingRecord,
  ) {
    this.#consumer = consumer;
    this.#environment = environment;
    this.#handler = handler;
    this.#assumed = assumed;
    this.#committed = stored;
    this.#draft = stored;
  }

  async handle(delivery: ValidDelivery): Promise<Stale | undefined> {
    const { event } = delivery.state;
    const known = lookUp(this.#draft, event);
    if (known.isApplied) {
      const { caused } = known;
      const duty = dutyOf(delivery.carrier, ownerOf(caused), this.#environment.retry.visibilitySeconds);
      if (duty.takesOver && caused.length > 0) this.#draft = this.#takenOver(known, delivery);
      this.#waiting.push({ delivery, how: 'duplicate', duty });
      return undefined;
    }
    try {
      return await this.#takeSteps(delivery, event);
    } catch (error) {
      fail(delivery, error);
      return undefined;
    }
  }

  /** Commits what is waiting. */
  async finish(): Promise<Stale | Apart | undefined> {
    if (this.#draft === this.#committed) {
      this.#settleWaiting();
      return undefined;
    }
    try {
      const result = await this.#commit(this.#draft, []);
      return 'kind' in result ? result : undefined;
    } catch (error) {
      // An outage would only meet each of them again.
      if (this.#waiting.length > 1 && !(error instanceof TransientError)) return { kind: 'apart' };
      for (const { delivery } of this.#waiting) fail(delivery, error);
      return undefined;
    }
  }

  async #takeSteps(delivery: ValidDelivery, event: CloudEvent): Promise<Stale | undefined> {
    const steps = this.#handler.steps(this.#draft.facts, event);
    let step = steps.next({});
    while (step.done !== true) {
      const reply = await this.#take(step.value, delivery, event);
      if ('kind' in reply) return reply;
      step = steps.next(reply);
    }
    return undefined;
  }

  async #take(step: Step<ServiceTypes>, delivery: ValidDelivery, event: CloudEvent): Promise<Reply | Stale> {
    if (step.kind === 'ask') {
      if (this.#mustReadBeforeAsking(delivery, event)) return { kind: 'stale', found: undefined };
      return { answer: await this.#handler.ask(step.port, step.request) };
    }
    const { facts, join, emit } = step;
    if (emit === undefined) return this.#commit(this.#next(facts), join);
    const next = this.#next(facts, { delivery, event, emit });
    if (join.length > 0) return this.#commit(next, join, delivery);
    this.#draft = next;
    this.#waiting.push({ delivery, how: 'handled', duty: FIRST });
    return {};
  }

  #mustReadBeforeAsking(delivery: ValidDelivery, event: CloudEvent): boolean {
    if (!this.#assumed) return false;
    return attemptOf(delivery) > 1 || this.#environment.clock.now() - Date.parse(event.time) > MAX_BLIND_ASK_MS;
  }

  /** Makes `next` true together with `join`, and with it all that is waiting and `settled`. */
  async #commit(next: StoredRecord, join: readonly JoinedWrite[], settled?: ValidDelivery): Promise<Reply | Stale> {
    // Facts are those that this service's decider made.
    const indexed = this.#consumer.indexed?.(next.facts as Facts, next.subject) ?? {};
    const result = await commitInTurn(this.#environment, { next, indexed, join });
    if (result.kind === 'conflict') return { kind: 'stale', found: result.found };
    if (result.kind === 'refused') return { refusals: result.refusals };
    this.#committed = next;
    this.#draft = next;
    this.#assumed = false;
    if (settled !== undefined) this.#waiting.push({ delivery: settled, how: 'handled', duty: FIRST });
    this.#settleWaiting();
    return {};
  }

  #settleWaiting(): void {
    for (const { delivery, how, duty } of this.#waiting) {
      // A delivery that was given up meanwhile, because time ran out, stays failed.
      if (!isValid(delivery)) continue;
      const { event } = delivery.state;
      const { caused } = lookUp(this.#committed, event);
      if (duty.acknowledge || caused.length === 0) markSettled(delivery, event, how, duty.publish ? caused : []);
      else leave(delivery, event);
    }
    this.#waiting = [];
  }

  /** The record with new facts and, when an event is settled, with it in the inbox and its announcements in the outbox. */
  #next(facts: unknown, settled?: Settled): StoredRecord {
    const version = this.#committed.version + 1;
    if (settled === undefined) return { ...this.#draft, version, facts };
    const { delivery, event, emit } = settled;
    const key = eventKey(event);
    const inbox = [...this.#draft.inbox, key];
    if (emit.length === 0) return { ...this.#draft, version, facts, inbox };
    const time = timestamp(this.#environment.clock.now());
    const entries = emit.map(({ type, data }): OutboxEntry => ({ type, time, data }));
    const outbox = { ...this.#draft.outbox, [key]: ownedBy(delivery.carrier, entries) };
    return { ...this.#draft, version, facts, inbox, outbox };
  }

  /** The record with `delivery` as the owner of what its event caused. */
  #takenOver({ key, caused }: LookUp, { carrier }: ValidDelivery): StoredRecord {
    const version = this.#committed.version + 1;
    return { ...this.#draft, version, outbox: { ...this.#draft.outbox, [key]: ownedBy(carrier, caused) } };
  }
}

/** An event that is dealt with, and what it causes. */
interface Settled {
  readonly delivery: ValidDelivery;
  readonly event: CloudEvent;
  readonly emit: readonly Draft[];
}
