/** Fulfillment as a Lambda function. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { validator as shipmentFailed } from '../../events/compiled/shipment-failed.js';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { fulfillment } from './fulfillment.ts';

export const handler = consumerHandler(
  {
    name: 'fulfillment',
    decider: fulfillment,
    ports: {},
    firstContact: ['order.placed'],
    validators: {
      'order.placed': orderPlaced,
      'payment.captured': paymentCaptured,
      'payment.declined': paymentDeclined,
      'shipment.failed': shipmentFailed,
    },
  },
  lambdaEnvironment(),
);
