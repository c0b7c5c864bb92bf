/**
 * The pipeline of a consumer: the one place where the order of its middlewares stands. Lambda, the simulator and the tests run
 * this chain, and a `handler.ts` that writes it in another order does not compile.
 */
import middy, { type MiddlewareObj, type MiddyfiedHandler } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { attemptLimit } from './attempt-limit.ts';
import { batch } from './batch.ts';
import { batchHandler } from './batch-handler.ts';
import type { Consumer, Environment } from './consumer.ts';
import type { ServiceTypes } from './decider.ts';
import { disposition } from './disposition.ts';
import { idempotency } from './idempotency.ts';
import { lossless } from './lossless.ts';
import { outbox } from './outbox.ts';
import { recordLog } from './record-log.ts';
import type { Internal, Stage } from './stage.ts';
import { validation } from './validation.ts';

/** All that a `handler.ts` is written with. */
export { attemptLimit, batch, batchHandler, disposition, idempotency, lossless, outbox, recordLog, validation };

/** The order, from the outside in. Going in, a batch passes them from the top down; coming out, from the bottom up. */
export type Chain = readonly [
  /** In: Lambda's event becomes a batch. Out, last of all: the batch becomes the partial batch response. */
  Stage<'batch'>,
  /** Out: says what became of each record. Outside of all that decides on it, so that it is the truth. */
  Stage<'record-log'>,
  /** Out: every failed record is retried later or quarantined. Outside of all that may fail a record. */
  Stage<'disposition'>,
  /** Out: publishes what was committed. A failure fails only the records concerned, so it comes before their disposition. */
  Stage<'outbox'>,
  /** In: each record becomes a valid event, or fails. Before anything looks into an event. */
  Stage<'validation'>,
  /** In: a record beyond its last attempt fails. After the validation, so that its reason can name the event. */
  Stage<'attempt-limit'>,
  /** In: deals with each order once. Next to the handler, which decides. */
  Stage<'idempotency'>,
];

/** A middleware of a team's own, at any place of the chain: it sees Lambda's event, and a partial batch response. */
type Middleware = MiddlewareObj<SQSEvent, SQSBatchResponse>;

type StagesIn<All extends readonly unknown[]> = All extends readonly [infer First, ...infer Others]
  ? First extends Stage
    ? readonly [First, ...StagesIn<Others>]
    : StagesIn<Others>
  : readonly [];

/** What the compiler says of stages in another order, or of a missing one. */
interface OutOfOrder {
  readonly 'the stages of the pipeline have to be those of Chain, in its order': never;
}

/**
 * The middlewares of a consumer, for Middy's `use`. Stages in another order than that of `Chain`, or without one of them, do
 * not compile; a team's own middlewares may stand between them.
 *
 * @example
 * middy(lossless).use(inOrder([batch(), recordLog(environment), …])).handler(batchHandler(consumer, environment));
 */
export function inOrder<const All extends readonly (Stage | Middleware)[]>(
  middlewares: All & (StagesIn<All> extends Chain ? unknown : OutOfOrder),
): (Stage | Middleware)[] {
  return [...middlewares];
}

/** A Lambda handler for SQS batches; it is a Middy handler, so a team may `.use` middleware of its own. */
export type ConsumerHandler = MiddyfiedHandler<SQSEvent, SQSBatchResponse, Error, Context, Internal>;

/** A consumer in its pipeline, for whoever has an environment for it. On Lambda it is written out in `handler.ts`. */
export function consumerHandler<S extends ServiceTypes>(
  consumer: Consumer<S>,
  environment: Environment,
): ConsumerHandler {
  return middy(lossless)
    .use(
      inOrder([
        batch(),
        recordLog(environment),
        disposition(consumer, environment),
        outbox(consumer, environment),
        validation(consumer, environment),
        attemptLimit(environment),
        idempotency(consumer, environment),
      ]),
    )
    .handler(batchHandler(consumer, environment));
}
