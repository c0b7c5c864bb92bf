/** Shipping as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as fulfillmentPacked } from '../../events/compiled/fulfillment-packed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { service } from './service.ts';
import { type Shipping, type ShippingPorts, shipping } from './shipping.ts';

export const shippingConsumer = (ports: ShippingPorts): Consumer<Shipping> => ({
  name: service.name,
  decider: shipping,
  ports,
  startsWith: ['order.placed'],
  validators: { 'order.placed': orderPlaced, 'fulfillment.packed': fulfillmentPacked },
});
