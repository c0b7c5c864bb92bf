/** What fulfillment is: it reserves stock, and restocks what comes back. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'fulfillment',
  does: 'reserves stock for paid orders, all lines or none, and restocks what comes back',
  consumes: ['order.placed', 'payment.captured', 'payment.declined', 'shipment.failed'],
  publishes: ['fulfillment.packed', 'fulfillment.failed'],
  tables: { stock: { partitionKey: 'key' } },
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
