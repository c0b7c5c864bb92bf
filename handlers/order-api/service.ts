/** What the order API is: the door through which orders come in. It consumes nothing, so it has neither queue nor records. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'order-api',
  does: 'accepts orders and announces them',
  publishes: ['order.placed'],
  routes: ['POST /orders'],
  tables: { announcements: { partitionKey: 'key' } },
} as const satisfies ServiceDeclaration<EventType>;
