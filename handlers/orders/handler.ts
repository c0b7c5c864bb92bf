/** The order history as a Lambda function. */
import { validators } from '../../events/compiled-validators.ts';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { orders } from './orders.ts';
import { indexedWhileOpen } from './overdue.ts';

export const handler = consumerHandler(
  {
    name: 'orders',
    decider: orders,
    ports: {},
    firstContact: ['order.placed'],
    indexed: indexedWhileOpen,
    // The history consumes every event there is.
    validators,
  },
  lambdaEnvironment(),
);
