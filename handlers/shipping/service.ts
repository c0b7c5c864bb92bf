/** What shipping is: it books a carrier. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'shipping',
  does: 'books a carrier for packed orders',
  consumes: ['order.placed', 'fulfillment.packed'],
  publishes: ['shipment.dispatched', 'shipment.failed'],
  adapters: { carrier: 'sandbox' },
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
