/**
 * What the stages of the pipeline share. Each is a Middy middleware; the batch travels beside Lambda's event, in Middy's
 * `request.internal`, so that a team's own middleware sees event and response as Lambda has them.
 */
import type { MiddlewareObj, Request } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { CloudEvent } from '../cloudevents/envelope.ts';
import { TransientError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { ServiceTypes } from './decider.ts';
import { type Delivery, fail, type ValidDelivery } from './delivery.ts';
import type { Steps } from './interpreter.ts';

/** A middleware of the pipeline. `stage` is its name and its type, by which the compiler holds the chain in order. */
export interface Stage<Name extends string = string>
  extends MiddlewareObj<SQSEvent, SQSBatchResponse, Error, Context, Internal> {
  readonly stage: Name;
}

/** What is in Middy's `request.internal`; a type, not an interface: Middy looks it up by name. */
export type Internal = { batch: Batch };

/** A batch on its way through the pipeline. */
export interface Batch {
  readonly deliveries: readonly Delivery[];
  /** Milliseconds left for handling, already less what publishing and answering need. */
  readonly remainingMs: () => number;
  /** Deals with the events of one order; set by `idempotency`. */
  inTurn: InTurn | undefined;
  /** Ids of the messages that the response named when it was last brought up to date. */
  named: ReadonlySet<string>;
  /** Ids of the messages that are dealt with, once every stage is through; before that, none may be acknowledged. */
  acknowledged: ReadonlySet<string> | undefined;
}

/** Settles or fails each of `group`, the deliveries of one order; what to do about an event, `handler` says. */
export type InTurn = (group: readonly ValidDelivery[], handler: EventHandler) => Promise<void>;

/** A service, as those see it who need not know its types. */
export interface EventHandler {
  /** The steps that deal with `event`; `facts` are as they were stored, `undefined` for an order never heard of. */
  steps(facts: unknown, event: CloudEvent): Steps<ServiceTypes>;
  ask(port: string, request: unknown): Promise<unknown>;
}

/** Lambda's context as the handler gets it: it is where Middy hands on what is not in the event (`setToContext`). */
export type BatchContext = Context & { readonly batch?: Batch };

/** Puts `batch` where the stages find it, and the handler. In the context nobody sees it who lists or logs the context's fields. */
export function handOver(batch: Batch, request: Request<SQSEvent, SQSBatchResponse, Error, Context, Internal>): void {
  request.internal.batch = batch;
  Object.defineProperty(request.context, 'batch', { value: batch, configurable: true });
}

/** A batch's way out through one stage: takes over failures that other middlewares added, acts, brings the response up to date. */
export function onTheWayOut(act: (batch: Batch) => void | Promise<void>): NonNullable<Stage['after']> {
  return async (request) => {
    const { batch } = request.internal;
    takeOver(request.response, batch);
    await act(batch);
    request.response = respond(batch);
  };
}

/** Settled and quarantined records are acknowledged; every other one is named, so that SQS keeps it. */
export function respond(batch: Batch): SQSBatchResponse {
  const kept = batch.deliveries.filter((delivery) => !isDealtWith(delivery));
  const response = { batchItemFailures: kept.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  batch.named = namedIn(response);
  return response;
}

export function isDealtWith({ state }: Delivery): boolean {
  return state.kind === 'settled' || state.kind === 'quarantined';
}

/** A message that another middleware has named since, because it wants it again. */
function takeOver(response: unknown, batch: Batch): void {
  const named = namedIn(response);
  for (const delivery of batch.deliveries) {
    const { messageId } = delivery.record;
    if (named.has(messageId) && !batch.named.has(messageId)) fail(delivery, wantedAgain());
  }
}

/** Messages that a response names as failed; whatever another middleware has put in its place. */
export function namedIn(response: unknown): ReadonlySet<string> {
  if (!isObject(response) || !Array.isArray(response.batchItemFailures)) return new Set();
  return new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

function wantedAgain(): TransientError {
  return new TransientError('FailedByMiddleware', 'another middleware of this function named the message as failed');
}
