/** One attempt at the records of one order: decide each, commit as seldom as possible, stop at a conflict. */
import { timestamp } from '../clock/clock.ts';
import type { CloudEvent, Draft, OutboxEntry } from '../cloudevents/envelope.ts';
import { PermanentError, TransientError, unreachable } from '../errors.ts';
import type { JoinedWrite } from '../store/joined-write.ts';
import type { StoredRecord } from '../store/record-store.ts';
import type { Consumer, Environment } from './consumer.ts';
import { commitInTurn } from './contention.ts';
import type { Decision, Ports, Refused } from './decider.ts';
import { attemptOf, fail, isValid, markSettled, type ValidDelivery } from './delivery.ts';
import type { StartingRecord } from './idempotency.ts';

/** Steps that one event may take: 1,000 SKUs reserved and released again in transactions of 99 are 22. */
const MAX_STEPS = 64;

/**
 * On an assumed record a port may be asked only for an event as fresh as this. Then its idempotency key is surely still known
 * to a gateway (Stripe keeps keys for 24 hours); an older event may have been dealt with long ago, which only a read can tell.
 */
export const MAX_BLIND_ASK_MS = 60 * 60 * 1_000;

/** The attempt met a record other than it had taken for granted; `found` is that record if it is known. */
export interface Stale {
  readonly found: StoredRecord | undefined;
}

/** Settles or fails each of `deliveries`, or answers what had changed: those still valid then have to be attempted again. */
export async function attempt<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports>(
  consumer: Consumer<Facts, Event, Emitted, P>,
  environment: Environment,
  beginning: StartingRecord,
  deliveries: readonly ValidDelivery[],
): Promise<Stale | undefined> {
  const attempted = new Attempt(consumer, environment, beginning);
  for (const delivery of deliveries) {
    const changed = await attempted.handle(delivery);
    if (changed !== undefined) return changed;
  }
  return attempted.finish();
}

/** Several decisions in a row need one commit only, as long as nothing has to be durable in between. */
class Attempt<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports> {
  readonly #consumer: Consumer<Facts, Event, Emitted, P>;
  readonly #environment: Environment;
  #assumed: boolean;
  /** What is in the store. */
  #committed: StoredRecord;
  /** What would be in the store after the next commit. */
  #draft: StoredRecord;
  /** Decided, waiting for the commit that makes it true. */
  #waiting: { delivery: ValidDelivery; how: 'handled' | 'duplicate' }[] = [];

  constructor(
    consumer: Consumer<Facts, Event, Emitted, P>,
    environment: Environment,
    { stored, assumed }: StartingRecord,
  ) {
    this.#consumer = consumer;
    this.#environment = environment;
    this.#assumed = assumed;
    this.#committed = stored;
    this.#draft = stored;
  }

  async handle(delivery: ValidDelivery): Promise<Stale | undefined> {
    const { event } = delivery.state;
    if (this.#draft.inbox.includes(event.id)) {
      this.#waiting.push({ delivery, how: 'duplicate' });
      return undefined;
    }
    try {
      return await this.#decide(delivery, event);
    } catch (error) {
      fail(delivery, error);
      return undefined;
    }
  }

  /** Commits what is waiting. */
  async finish(): Promise<Stale | undefined> {
    if (this.#draft === this.#committed) {
      this.#settleWaiting();
      return undefined;
    }
    try {
      const result = await this.#commit(this.#draft, []);
      return result.kind === 'conflict' ? result : undefined;
    } catch (error) {
      for (const { delivery } of this.#waiting) fail(delivery, error);
      return undefined;
    }
  }

  async #decide(delivery: ValidDelivery, event: CloudEvent): Promise<Stale | undefined> {
    const { decider } = this.#consumer;
    const facts = (this.#draft.facts ?? decider.initial) as Facts;
    // The event was validated against the schema of its type, one of the types of Event.
    let decision = decider.decide(facts, event as Event);
    let refusals = 0;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      switch (decision.kind) {
        case 'ask': {
          if (this.#mustReadBeforeAsking(delivery, event)) return { found: undefined };
          decision = decision.then(await this.#ask(decision.port, decision.request));
          break;
        }
        case 'save': {
          const next = this.#next(decision.facts);
          const outcome = await this.#joined(next, decision.join, decision.refused);
          if (outcome.kind === 'conflict') return outcome;
          decision = outcome.kind === 'committed' ? decision.then() : outcome.decision;
          break;
        }
        case 'settle': {
          const next = this.#next(decision.facts, event, decision.emit);
          if (decision.join.length === 0) {
            this.#draft = next;
            this.#waiting.push({ delivery, how: 'handled' });
            return undefined;
          }
          const outcome = await this.#joined(next, decision.join, decision.refused, delivery);
          if (outcome.kind === 'conflict') return outcome;
          if (outcome.kind === 'committed') return undefined;
          refusals += 1;
          decision = outcome.decision;
          break;
        }
        default:
          return unreachable(decision);
      }
    }
    throw tooManySteps(refusals);
  }

  #mustReadBeforeAsking(delivery: ValidDelivery, event: CloudEvent): boolean {
    if (!this.#assumed) return false;
    return attemptOf(delivery) > 1 || this.#environment.clock.now() - Date.parse(event.time) > MAX_BLIND_ASK_MS;
  }

  async #ask(port: keyof P & string, request: unknown): Promise<unknown> {
    const call = this.#consumer.ports[port];
    if (call === undefined)
      throw new PermanentError('BrokenAssumption', `the decider asked ${port}, which is no port of this service`);
    return call(request as never);
  }

  /** Commits `next` with writes that may be refused; then `refused` decides anew, and nothing was written. */
  async #joined(
    next: StoredRecord,
    join: readonly JoinedWrite[],
    refused: Refused<Facts, Emitted, P> | undefined,
    delivery?: ValidDelivery,
  ): Promise<JoinedOutcome<Decision<Facts, Emitted, P>>> {
    const result = await this.#commit(next, join, delivery);
    if (result.kind !== 'refused') return result;
    if (refused === undefined)
      throw new PermanentError('WriteRefused', 'a write was refused, and the decider has no answer to it');
    return { kind: 'refused', decision: refused(result.refusals) };
  }

  async #commit(next: StoredRecord, join: readonly JoinedWrite[], delivery?: ValidDelivery) {
    const indexed = this.#consumer.indexed?.(next.facts as Facts, next.subject) ?? {};
    const result = await commitInTurn(this.#environment, { next, indexed, join });
    if (result.kind !== 'committed') return result;
    this.#committed = next;
    this.#draft = next;
    this.#assumed = false;
    if (delivery !== undefined) this.#waiting.push({ delivery, how: 'handled' });
    this.#settleWaiting();
    return result;
  }

  #settleWaiting(): void {
    for (const { delivery, how } of this.#waiting) {
      // A delivery that was given up meanwhile, for want of time, stays failed.
      if (!isValid(delivery)) continue;
      const { event } = delivery.state;
      markSettled(delivery, event, how, this.#committed.outbox[event.id] ?? []);
    }
    this.#waiting = [];
  }

  /** The record with new facts and, when an event is given, with it in the inbox and its announcements in the outbox. */
  #next(facts: Facts, event?: CloudEvent, emit: readonly Emitted[] = []): StoredRecord {
    const version = this.#committed.version + 1;
    if (event === undefined) return { ...this.#draft, version, facts };
    const inbox = [...this.#draft.inbox, event.id];
    if (emit.length === 0) return { ...this.#draft, version, facts, inbox };
    const time = timestamp(this.#environment.clock.now());
    const entries = emit.map(({ type, data }): OutboxEntry => ({ type, time, data }));
    return { ...this.#draft, version, facts, inbox, outbox: { ...this.#draft.outbox, [event.id]: entries } };
  }
}

/** Refused again and again, by orders that were faster each time, it may well come through later; without that, it never will. */
function tooManySteps(refusals: number): Error {
  if (refusals > 1) return new TransientError('CommitRefused', `other orders were faster, ${refusals} times in a row`);
  return new PermanentError('TooManySteps', `the decider did not come to an end within ${MAX_STEPS} steps`);
}

type JoinedOutcome<NextDecision> =
  | { readonly kind: 'committed' }
  | { readonly kind: 'conflict'; readonly found: StoredRecord }
  | { readonly kind: 'refused'; readonly decision: NextDecision };
