/** Builds events with only what matters in view; the rest is the contract's example. */
import { contract, type DataOf, type EventOf, type EventType } from '../../events/contract.ts';
import { eventId } from '../../lib/cloudevents/event-id.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';

interface Overrides<T extends EventType> {
  readonly orderId?: string;
  readonly time?: string;
  readonly data?: Partial<DataOf<T>>;
}

/** An event of `type` about one order. The same order and type give the same id, as in the real system. */
export function event<T extends EventType>(
  type: T,
  { orderId = 'order-1', time, data }: Overrides<T> = {},
): EventOf<T> {
  const example = exampleEvent(type);
  return {
    ...example,
    id: eventId('test', orderId, type),
    subject: orderId,
    correlationid: orderId,
    time: time ?? example.time,
    data: { ...contract[type].example, ...data },
  } as EventOf<T>;
}
