/** What the order history is: every event of an order, and a watch over orders that do not end. */
import { validators } from '../../events/compiled/validators.js';
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'orders',
  does: 'keeps the history of each order',
  // The history keeps every event that there is.
  consumes: Object.keys(validators) as EventType[],
  publishes: [],
  routes: ['GET /orders/{id}'],
  indexes: {
    open: { partitionKey: 'openShard', sortKey: 'openSince' },
    customer: { partitionKey: 'customer' },
  },
  schedules: {
    watchdog: {
      does: 'reports orders that came to no end in time',
      runs: 'rate(5 minutes)',
      queries: ['open'],
      alarm: { metric: 'OverdueOrders', says: 'Orders came to no end within the hour', runbook: 'orders-overdue' },
    },
  },
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
