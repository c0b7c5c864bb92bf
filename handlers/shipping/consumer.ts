/** Shipping as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as fulfillmentPacked } from '../../events/compiled/fulfillment-packed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import type { Consumed, Emitted } from '../../resources/topology.ts';
import { type ShippingFacts, type ShippingPorts, shipping } from './shipping.ts';

export const shippingConsumer = (
  ports: ShippingPorts,
): Consumer<ShippingFacts, Consumed<'shipping'>, Emitted<'shipping'>, ShippingPorts> => ({
  name: 'shipping',
  decider: shipping,
  ports,
  firstContact: ['order.placed'],
  validators: { 'order.placed': orderPlaced, 'fulfillment.packed': fulfillmentPacked },
});
