/** What forecasting is: the demand for each SKU, by day, and what is expected of the next. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'forecasting',
  does: 'keeps the demand for each SKU, and forecasts it',
  consumes: ['order.placed', 'payment.declined', 'fulfillment.failed'],
  publishes: [],
  routes: ['GET /forecasts/{sku}'],
  tables: { demand: { partitionKey: 'key' } },
  indexes: { day: { partitionKey: 'dayShard', includes: ['facts'] } },
  schedules: {
    'roll-up': {
      does: 'adds up the demand for each SKU',
      runs: 'rate(1 hour)',
      timeoutSeconds: 300,
      memoryMegabytes: 1024,
    },
  },
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
