/** Invoice as a Lambda function. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { validator as paymentRefunded } from '../../events/compiled/payment-refunded.js';
import { dynamoDb } from '../../lib/aws/clients.ts';
import { lambdaEnvironment, required, tableVariable } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { invoice } from './invoice.ts';
import { countedSeries } from './number-series.ts';
import { COUNTERS } from './numbering.ts';

const environment = lambdaEnvironment();

export const handler = consumerHandler(
  {
    name: 'invoice',
    decider: invoice,
    ports: countedSeries(dynamoDb(environment.metrics), required(process.env, tableVariable(COUNTERS))),
    firstContact: ['order.placed'],
    ordersAtOnce: 1,
    validators: {
      'order.placed': orderPlaced,
      'payment.captured': paymentCaptured,
      'payment.declined': paymentDeclined,
      'payment.refunded': paymentRefunded,
    },
  },
  environment,
);
