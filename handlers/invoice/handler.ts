/** Invoice as a Lambda function: its decider, wrapped in the middlewares of the pipeline. */
import middy from '@middy/core';
import { dynamoDb } from '../../lib/aws/clients.ts';
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
import { tableVariable } from '../../lib/lambda/names.ts';
import { required } from '../../lib/lambda/variables.ts';
import { invoiceConsumer } from './consumer.ts';
import { countedSeries } from './number-series.ts';
import { COUNTERS } from './numbering.ts';

const environment = lambdaEnvironment();
const counters = required(process.env, tableVariable(COUNTERS));
const consumer = invoiceConsumer(countedSeries(dynamoDb(environment.metrics), counters, environment.clock));

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
