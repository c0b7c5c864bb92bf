/** What invoicing is: one numbered document per order, and what takes it back. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'invoice',
  does: 'issues invoices with numbers without gaps, voids and credits them',
  consumes: ['order.placed', 'payment.captured', 'payment.declined', 'payment.refunded'],
  publishes: ['invoice.issued', 'invoice.credited'],
  routes: ['GET /orders/{id}/invoice'],
  tables: { counters: { partitionKey: 'key' } },
  // Every order advances the one counter of its year: more functions at once would only refuse one another.
  maximumConcurrency: 2,
} as const satisfies ServiceDeclaration<EventType>;
