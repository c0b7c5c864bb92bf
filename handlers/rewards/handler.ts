/** Rewards as a Lambda function: its decider, wrapped in the middlewares of the pipeline. */
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
import { rewardsConsumer } from './consumer.ts';

const environment = lambdaEnvironment();

export const handler: ConsumerHandler = middy(lossless)
  .use(
    inOrder([
      batch(),
      recordLog(environment),
      disposition(rewardsConsumer, environment),
      outbox(rewardsConsumer, environment),
      validation(rewardsConsumer, environment),
      attemptLimit(environment),
      idempotency(rewardsConsumer, environment),
    ]),
  )
  .handler(batchHandler(rewardsConsumer, environment));
