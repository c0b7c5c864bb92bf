/** Shipping as a Lambda function: its decider, wrapped in the middlewares of the pipeline. */
import middy from '@middy/core';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import {
  attemptLimit,
  batch,
  batchHandler,
  type ConsumerHandler,
  disposition,
  idempotency,
  inOrder,
  lossless,
  outbox,
  recordLog,
  validation,
} from '../../lib/consumer/pipeline.ts';
import { shippingConsumer } from './consumer.ts';
import { sandboxCarrier } from './sandbox-carrier.ts';
import { service } from './service.ts';

const environment = lambdaEnvironment();
/** By the names that the declaration may have. */
const carriers = { sandbox: sandboxCarrier };
const consumer = shippingConsumer(carriers[service.adapters.carrier]);

export const handler: ConsumerHandler = middy(lossless)
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
