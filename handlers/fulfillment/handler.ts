/** Fulfillment as a Lambda function. */
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { fulfillmentConsumer } from './consumer.ts';

export const handler = consumerHandler(fulfillmentConsumer, lambdaEnvironment());
