/** Forecasting as a Lambda function. */
import { validator as fulfillmentFailed } from '../../events/compiled/fulfillment-failed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { forecasting, indexedByDay } from './forecasting.ts';

export const handler = consumerHandler(
  {
    name: 'forecasting',
    decider: forecasting,
    ports: {},
    firstContact: ['order.placed'],
    validators: {
      'order.placed': orderPlaced,
      'payment.declined': paymentDeclined,
      'fulfillment.failed': fulfillmentFailed,
    },
    indexed: indexedByDay,
  },
  lambdaEnvironment(),
);
