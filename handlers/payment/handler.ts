/** Payment as a Lambda function. */
import { systemClock } from '../../lib/clock/clock.ts';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { paymentConsumer } from './consumer.ts';
import { sandboxGateway } from './sandbox-gateway.ts';

export const handler = consumerHandler(
  paymentConsumer(sandboxGateway(systemClock, process.env.SANDBOX_OUTAGE_UNTIL)),
  lambdaEnvironment(),
);
