/** The consumer pipeline: the one place where its order is visible. */
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { CloudEvent, Draft } from '../cloudevents/envelope.ts';
import { attemptLimit } from './attempt-limit.ts';
import { batch } from './batch.ts';
import { batchHandler } from './batch-handler.ts';
import type { Consumer, Environment } from './consumer.ts';
import type { Ports } from './decider.ts';
import type { Batch } from './delivery.ts';
import { disposition } from './disposition.ts';
import { outbox } from './outbox.ts';
import { recordLog } from './record-log.ts';
import { validation } from './validation.ts';

/** A Lambda handler for SQS batches; it is a Middy handler, so a team may `.use` middleware of its own. */
export type ConsumerHandler = MiddyfiedHandler<SQSEvent, SQSBatchResponse>;

/**
 * Wraps a consumer's decider. On the way in: receive, validate, give up what was tried too often, decide and commit. On the
 * way out, from the bottom up: publish, dispose of failures, report, answer.
 *
 * @example
 * export const handler = consumerHandler({ name: 'payment', decider: payment, … }, lambdaEnvironment());
 */
export function consumerHandler<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports>(
  consumer: Consumer<Facts, Event, Emitted, P>,
  environment: Environment,
): ConsumerHandler {
  // Middy's own early time-out is off: `batchHandler` watches the time, record by record.
  const pipeline = middy<Batch, SQSBatchResponse | undefined>({ timeoutEarlyInMillis: 0 })
    .use(batch())
    .use(recordLog(environment))
    .use(disposition(consumer.name, environment))
    .use(outbox(consumer.name, environment.publisher, environment.metrics))
    .use(validation(consumer.validators, environment.clock))
    .use(attemptLimit(environment.retry))
    .handler(batchHandler(consumer, environment));
  // Outside it takes Lambda's event, and inside a batch: `batch` turns the one into the other, which Middy's types cannot say.
  return pipeline as unknown as ConsumerHandler;
}
