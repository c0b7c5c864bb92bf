/**
 * A decider is a service's brain: pure and total. `evolve` folds an event into what is known of an order (its facts), `decide`
 * says on those facts what is to be done about the event. What it needs from outside it asks for, as a value; the pipeline
 * asks, and carries on.
 */
import type { CloudEvent, Draft } from '../cloudevents/envelope.ts';
import type { JoinedWrite, Refusal } from '../store/joined-write.ts';

/** The questions that a service may ask of the outside: each a function of one request. */
export type Ports = Readonly<Record<string, (request: never) => Promise<unknown>>>;

/** Of a service that asks nobody. */
export type NoPorts = Readonly<Record<never, never>>;

/**
 * What a service works with, named once: its decider, its decisions and its consumer are of these types.
 *
 * @example
 * type Payment = { facts: PaymentFacts; event: Consumed<'payment'>; emits: Emitted<'payment'>; ports: PaymentPorts };
 */
export interface ServiceTypes {
  /** What the service remembers of one order. It is stored as JSON. */
  readonly facts: unknown;
  /** The events that it consumes: one type, or a union. */
  readonly event: CloudEvent;
  /** The events that it announces; `never` when it announces none. */
  readonly emits: Draft;
  /** What it may ask; `NoPorts` when it asks nobody. */
  readonly ports: Ports;
}

type PortName<S extends ServiceTypes> = keyof S['ports'] & string;
type RequestOf<S extends ServiceTypes, Name extends PortName<S>> = Parameters<S['ports'][Name]>[0];
type AnswerOf<S extends ServiceTypes, Name extends PortName<S>> = Awaited<ReturnType<S['ports'][Name]>>;

/** An event that cannot be: beside it, a single event type is a union too, and its `switch` can end in `unreachable(event)`. */
type NoEvent = CloudEvent<never, never>;

export interface Decider<S extends ServiceTypes> {
  /** What is known of an order that was never heard of. */
  readonly initial: S['facts'];
  /** The facts with what `event` adds to them. Total: every event may come at any time, and some of them more than once. */
  evolve(facts: S['facts'], event: S['event'] | NoEvent): S['facts'];
  /** What is to be done about `event`, which is in `facts` already. */
  decide(facts: S['facts'], event: S['event'] | NoEvent): Decision<S>;
}

/** What is to be done about an event. A plain value, and no promise: an async function may return it. */
export type Decision<S extends ServiceTypes> = Settle<S> | Ask<S> | Save<S>;

/** The event is dealt with: facts, inbox, outbox and joined writes become true together, or none of them does. */
export interface Settle<S extends ServiceTypes> {
  readonly kind: 'settle';
  readonly facts: S['facts'];
  readonly emit: readonly S['emits'][];
  readonly join: readonly JoinedWrite[];
  readonly refused: Refused<S> | undefined;
}

/** A port has to answer first. The same event may ask again (redelivery, conflict): ports answer the same to the same key. */
export interface Ask<S extends ServiceTypes> {
  readonly kind: 'ask';
  readonly port: PortName<S>;
  readonly request: unknown;
  // A method, not a property: the pipeline hands it what the named port answered, which `ask` has checked by type.
  next(answer: unknown): Decision<S>;
}

/** A step on the way, made durable; the event is not dealt with yet. After a crash the decider goes on from `facts`. */
export interface Save<S extends ServiceTypes> {
  readonly kind: 'save';
  readonly facts: S['facts'];
  readonly join: readonly JoinedWrite[];
  readonly next: () => Decision<S>;
  readonly refused: Refused<S> | undefined;
}

/** What is decided instead when joined writes were refused, by their conditions. Nothing was written then. */
export type Refused<S extends ServiceTypes> = (refusals: readonly Refusal[]) => Decision<S>;

/**
 * The event is dealt with, and `emit` is announced. At most one event of each type: its id is derived from cause and type.
 *
 * @example
 * return settle({ ...facts, refundId }, { type: 'payment.refunded', data });
 */
export function settle<S extends ServiceTypes>(facts: S['facts'], ...emit: readonly S['emits'][]): Settle<S> {
  return { kind: 'settle', facts, emit, join: [], refused: undefined };
}

/**
 * Like `settle`, but true only together with `join`: at most `MAX_JOINED_WRITES` writes, each of another item. If a condition of
 * theirs does not hold, `refused` decides anew; without it, the event fails for good (`WriteRefused`).
 */
export function settleWith<S extends ServiceTypes>(
  step: { facts: S['facts']; emit: readonly S['emits'][]; join: readonly JoinedWrite[] },
  refused?: Refused<S>,
): Settle<S> {
  return { kind: 'settle', ...step, refused };
}

/**
 * Asks `port`, then decides with its answer. What the port throws fails the event: a TransientError until it is retried, a
 * PermanentError for good.
 *
 * @example
 * return ask('capture', request, (outcome): Decision<Payment> => settle({ ...facts, charge: outcome }));
 */
export function ask<S extends ServiceTypes, Name extends PortName<S>>(
  port: Name,
  request: RequestOf<S, Name>,
  next: (answer: AnswerOf<S, Name>) => Decision<S>,
): Ask<S> {
  return { kind: 'ask', port, request, next };
}

/** Makes a step durable, together with `join` (as in `settleWith`), then goes on. An event takes at most `MAX_STEPS` steps. */
export function save<S extends ServiceTypes>(
  step: { facts: S['facts']; join: readonly JoinedWrite[] },
  next: () => Decision<S>,
  refused?: Refused<S>,
): Save<S> {
  return { kind: 'save', ...step, next, refused };
}
