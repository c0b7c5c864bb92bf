/**
 * A decider is a service's brain: pure and total. Given what is known of an order (its facts) and an event, it says what is
 * known now and what is announced. What it needs from outside it asks for, as a value; the pipeline asks, and carries on.
 */
import type { CloudEvent, Draft } from '../cloudevents/envelope.ts';
import type { JoinedWrite, Refusal } from '../store/joined-write.ts';

/** The questions a service may ask of the outside: each a function of one request. */
export type Ports = Readonly<Record<string, (request: never) => Promise<unknown>>>;

/** Of a service that asks nobody. */
export type NoPorts = Readonly<Record<never, never>>;

type RequestOf<P extends Ports, Name extends keyof P> = Parameters<P[Name]>[0];
type AnswerOf<P extends Ports, Name extends keyof P> = Awaited<ReturnType<P[Name]>>;

/** What a decider says of an event. */
export type Decision<Facts, Emitted extends Draft, P extends Ports> =
  | Settle<Facts, Emitted, P>
  | Ask<Facts, Emitted, P>
  | Save<Facts, Emitted, P>;

/** The event is dealt with: facts, inbox, outbox and joined writes become true together, or none of them does. */
export interface Settle<Facts, Emitted extends Draft, P extends Ports> {
  readonly kind: 'settle';
  readonly facts: Facts;
  readonly emit: readonly Emitted[];
  readonly join: readonly JoinedWrite[];
  readonly refused: Refused<Facts, Emitted, P> | undefined;
}

/** A port has to answer first. The same event may ask again (redelivery, conflict): ports answer the same to the same key. */
export interface Ask<Facts, Emitted extends Draft, P extends Ports> {
  readonly kind: 'ask';
  readonly port: keyof P & string;
  readonly request: unknown;
  // A method, not a property: the pipeline hands it what the named port answered, which `ask` has checked by type.
  then(answer: unknown): Decision<Facts, Emitted, P>;
}

/** A step on the way, made durable; the event is not dealt with yet. After a crash the decider goes on from `facts`. */
export interface Save<Facts, Emitted extends Draft, P extends Ports> {
  readonly kind: 'save';
  readonly facts: Facts;
  readonly join: readonly JoinedWrite[];
  readonly then: () => Decision<Facts, Emitted, P>;
  readonly refused: Refused<Facts, Emitted, P> | undefined;
}

/** What is decided instead when joined writes were refused, by their conditions. Nothing was written then. */
export type Refused<Facts, Emitted extends Draft, P extends Ports> = (
  refusals: readonly Refusal[],
) => Decision<Facts, Emitted, P>;

export interface Decider<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports = Ports> {
  /** What is known of an order that was never heard of. */
  readonly initial: Facts;
  decide(facts: Facts, event: Event): Decision<Facts, Emitted, P>;
}

/** The event is dealt with, and `emit` is announced. At most one event of each type: its id is derived from cause and type. */
export function settle<Facts, Emitted extends Draft, P extends Ports>(
  facts: Facts,
  ...emit: readonly Emitted[]
): Settle<Facts, Emitted, P> {
  return { kind: 'settle', facts, emit, join: [], refused: undefined };
}

/** Like `settle`, but true only together with `join`; `refused` decides anew if a condition of `join` does not hold. */
export function settleWith<Facts, Emitted extends Draft, P extends Ports>(
  step: { facts: Facts; emit: readonly Emitted[]; join: readonly JoinedWrite[] },
  refused?: Refused<Facts, Emitted, P>,
): Settle<Facts, Emitted, P> {
  return { kind: 'settle', ...step, refused };
}

/** Asks `port`, then decides with its answer. */
export function ask<P extends Ports, Name extends keyof P & string, Facts, Emitted extends Draft>(
  port: Name,
  request: RequestOf<P, Name>,
  then: (answer: AnswerOf<P, Name>) => Decision<Facts, Emitted, P>,
): Ask<Facts, Emitted, P> {
  return { kind: 'ask', port, request, then };
}

/** Makes a step durable, then goes on. */
export function save<Facts, Emitted extends Draft, P extends Ports>(
  step: { facts: Facts; join: readonly JoinedWrite[] },
  then: () => Decision<Facts, Emitted, P>,
  refused?: Refused<Facts, Emitted, P>,
): Save<Facts, Emitted, P> {
  return { kind: 'save', ...step, then, refused };
}
