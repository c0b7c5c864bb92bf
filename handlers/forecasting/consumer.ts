/** Forecasting as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as fulfillmentFailed } from '../../events/compiled/fulfillment-failed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { type Forecasting, forecasting, indexedByDay } from './forecasting.ts';
import { service } from './service.ts';

export const forecastingConsumer: Consumer<Forecasting> = {
  name: service.name,
  decider: forecasting,
  ports: {},
  startsWith: ['order.placed'],
  validators: {
    'order.placed': orderPlaced,
    'payment.declined': paymentDeclined,
    'fulfillment.failed': fulfillmentFailed,
  },
  indexed: indexedByDay,
};
