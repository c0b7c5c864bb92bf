/** What the order history is: every event of an order, and a watch over orders that do not end. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'orders',
  does: 'keeps the history of each order',
  consumes: [
    'order.placed',
    'payment.captured',
    'payment.declined',
    'payment.refunded',
    'fulfillment.packed',
    'fulfillment.failed',
    'shipment.dispatched',
    'shipment.failed',
    'invoice.issued',
    'invoice.credited',
  ],
  publishes: [],
  indexes: {
    open: { partitionKey: 'openShard', sortKey: 'openSince' },
    customer: { partitionKey: 'customer' },
  },
  schedules: {
    watchdog: {
      does: 'reports orders that came to no end in time',
      runs: 'rate(5 minutes)',
      alarm: { metric: 'OverdueOrders', says: 'Orders came to no end within the hour', runbook: 'orders-overdue' },
    },
  },
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
