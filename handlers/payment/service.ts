/** What payment is: it takes the money for an order, and gives it back. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'payment',
  does: 'captures payments, and refunds them',
  consumes: ['order.placed', 'fulfillment.failed', 'shipment.failed'],
  publishes: ['payment.captured', 'payment.declined', 'payment.refunded'],
  adapters: { gateway: 'sandbox' },
  timeoutSeconds: 30,
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
