/** Payment as a Lambda function: its decider, wrapped in the middlewares of the pipeline. */
import middy from '@middy/core';
import { systemClock } from '../../lib/clock/clock.ts';
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
import { paymentConsumer } from './consumer.ts';
import { sandboxGateway } from './sandbox-gateway.ts';
import { service } from './service.ts';

const environment = lambdaEnvironment();
/** By the names that the declaration may have. */
const gateways = { sandbox: () => sandboxGateway(systemClock, process.env.SANDBOX_OUTAGE_UNTIL) };
const consumer = paymentConsumer(gateways[service.adapters.gateway]());

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
