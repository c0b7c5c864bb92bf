/** The order history as a consumer: its decider, and what the pipeline has to know to run it. */
import { validators } from '../../events/compiled/validators.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { indexedByCustomer } from './customer.ts';
import { type Orders, orders } from './orders.ts';
import { indexedWhileOpen } from './overdue.ts';
import { service } from './service.ts';

export const ordersConsumer: Consumer<Orders> = {
  name: service.name,
  decider: orders,
  ports: {},
  startsWith: ['order.placed'],
  indexed: (history, orderId) => ({ ...indexedByCustomer(history), ...indexedWhileOpen(history, orderId) }),
  // The history consumes every event there is.
  validators,
};
