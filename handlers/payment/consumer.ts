/** Payment as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as fulfillmentFailed } from '../../events/compiled/fulfillment-failed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as shipmentFailed } from '../../events/compiled/shipment-failed.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { type Payment, type PaymentPorts, payment } from './payment.ts';
import { service } from './service.ts';

export const paymentConsumer = (ports: PaymentPorts): Consumer<Payment> => ({
  name: service.name,
  decider: payment,
  ports,
  startsWith: ['order.placed'],
  validators: {
    'order.placed': orderPlaced,
    'fulfillment.failed': fulfillmentFailed,
    'shipment.failed': shipmentFailed,
  },
});
