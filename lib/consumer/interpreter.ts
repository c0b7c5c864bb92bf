/**
 * The interpreter of decisions: step by step, it says what a decider needs from the outside. The pipeline answers with ports
 * and a database, the tests with what they have in memory; what a decision means is said here, once.
 */
import { PermanentError, TransientError, unreachable } from '../errors.ts';
import type { JoinedWrite, Refusal } from '../store/joined-write.ts';
import type { Decider, Decision, Refused, ServiceTypes } from './decider.ts';

/** Steps that one event may take: 1,000 SKUs reserved and released again in transactions of 99 are 22. */
export const MAX_STEPS = 64;

/** What the outside has to do before the decider can go on. */
export type Step<S extends ServiceTypes> = AskStep | WriteStep<S>;

/** To ask a port; the reply is its `answer`. */
export interface AskStep {
  readonly kind: 'ask';
  readonly port: string;
  readonly request: unknown;
}

/** To make facts true, together with `join` or not at all; the reply holds the `refusals`, and nothing was written if there are any. */
export interface WriteStep<S extends ServiceTypes> {
  readonly kind: 'write';
  readonly facts: S['facts'];
  readonly join: readonly JoinedWrite[];
  /** What is announced with the event, which is dealt with then; `undefined` for a step on the way. */
  readonly emit: readonly S['emits'][] | undefined;
}

/** What came of a step. */
export interface Reply {
  readonly answer?: unknown;
  readonly refusals?: readonly Refusal[];
}

/** The steps of one event. It ends when a write with `emit` was not refused. */
export type Steps<S extends ServiceTypes> = Generator<Step<S>, void, Reply>;

/**
 * Deals with `event`, given the facts before it: evolves them, decides, and takes the steps of the decision. Throws what the
 * decider throws, PermanentError (`WriteRefused`) when it has no answer to a refusal, and when it takes more than `MAX_STEPS`
 * steps, TransientError (`CommitRefused`) or PermanentError (`TooManySteps`).
 */
export function* interpret<S extends ServiceTypes>(
  decider: Decider<S>,
  facts: S['facts'],
  event: S['event'],
): Steps<S> {
  let decision: Decision<S> = decider.decide(decider.evolve(facts, event), event);
  let refused = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    switch (decision.kind) {
      case 'ask': {
        const { port, request } = decision;
        const { answer } = yield { kind: 'ask', port, request };
        decision = decision.next(answer);
        break;
      }
      case 'save': {
        const { facts, join } = decision;
        const { refusals = [] } = yield { kind: 'write', facts, join, emit: undefined };
        decision = refusals.length === 0 ? decision.next() : instead(decision.refused, refusals);
        break;
      }
      case 'settle': {
        const { facts, join, emit } = decision;
        const { refusals = [] } = yield { kind: 'write', facts, join, emit };
        if (refusals.length === 0) return;
        refused += 1;
        decision = instead(decision.refused, refusals);
        break;
      }
      default:
        return unreachable(decision);
    }
  }
  throw tooManySteps(refused);
}

function instead<S extends ServiceTypes>(refused: Refused<S> | undefined, refusals: readonly Refusal[]): Decision<S> {
  if (refused === undefined)
    throw new PermanentError('WriteRefused', 'a write was refused, and the decider has no answer to it');
  return refused(refusals);
}

/** Refused again and again, by orders that were faster each time, it may well come through later; without that, it never will. */
function tooManySteps(refused: number): Error {
  if (refused > 1) return new TransientError('CommitRefused', `other orders were faster, ${refused} times in a row`);
  return new PermanentError('TooManySteps', `the decider did not finish within ${MAX_STEPS} steps`);
}
