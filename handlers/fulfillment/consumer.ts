/** Fulfillment as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { validator as shipmentFailed } from '../../events/compiled/shipment-failed.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { type Fulfillment, fulfillment } from './fulfillment.ts';
import { service } from './service.ts';

export const fulfillmentConsumer: Consumer<Fulfillment> = {
  name: service.name,
  decider: fulfillment,
  ports: {},
  startsWith: ['order.placed'],
  validators: {
    'order.placed': orderPlaced,
    'payment.captured': paymentCaptured,
    'payment.declined': paymentDeclined,
    'shipment.failed': shipmentFailed,
  },
};
