/** Rewards as a Lambda function. */
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentRefunded } from '../../events/compiled/payment-refunded.js';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { rewards } from './rewards.ts';

export const handler = consumerHandler(
  {
    name: 'rewards',
    decider: rewards,
    ports: {},
    firstContact: ['payment.captured'],
    validators: { 'payment.captured': paymentCaptured, 'payment.refunded': paymentRefunded },
  },
  lambdaEnvironment(),
);
