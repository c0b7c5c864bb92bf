/** What rewards are: points for money that was captured. */
import type { EventType } from '../../events/contract.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';

export const service = {
  name: 'rewards',
  does: 'awards points, and takes them back',
  consumes: ['payment.captured', 'payment.refunded'],
  publishes: [],
  tables: { balances: { partitionKey: 'key' } },
  maximumConcurrency: 10,
} as const satisfies ServiceDeclaration<EventType>;
