/** Invoice as a Lambda function. */
import { dynamoDb } from '../../lib/aws/clients.ts';
import { lambdaEnvironment, required, tableVariable } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { invoiceConsumer } from './consumer.ts';
import { countedSeries } from './number-series.ts';
import { COUNTERS } from './numbering.ts';

const environment = lambdaEnvironment();
const counters = required(process.env, tableVariable(COUNTERS));

export const handler = consumerHandler(
  invoiceConsumer(countedSeries(dynamoDb(environment.metrics), counters, environment.clock)),
  environment,
);
