/** Shipping as a Lambda function. */
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { shippingConsumer } from './consumer.ts';
import { sandboxCarrier } from './sandbox-carrier.ts';

export const handler = consumerHandler(shippingConsumer(sandboxCarrier), lambdaEnvironment());
