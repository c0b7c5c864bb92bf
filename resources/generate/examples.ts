/** Whole events made of the contract's examples: for documentation, for `invoke local`, and for tests. */
import { contract, type EventType } from '../../events/contract.ts';
import { type CloudEvent, schemaUri } from '../../lib/cloudevents/envelope.ts';
import { eventId, uuidV5 } from '../../lib/cloudevents/event-id.ts';
import { consumersOf, publishersOf, type Topology } from '../stack/services.ts';
import { topology } from '../topology.ts';

/** The order that all examples are about. */
export const EXAMPLE_ORDER_ID = uuidV5('example order');

/** The contract's example of `type` in its envelope. Throws for an event that nobody publishes. */
export function exampleEvent(type: EventType, services: Topology = topology): CloudEvent {
  const publisher = publisherOf(type, services);
  const begins = !consumersOf(services).some(({ name }) => name === publisher);
  const first = eventId('order-api', EXAMPLE_ORDER_ID, 'order.placed');
  return {
    specversion: '1.0',
    id: begins ? eventId(publisher, EXAMPLE_ORDER_ID, type) : eventId(publisher, first, type),
    source: `/${publisher}`,
    type,
    subject: EXAMPLE_ORDER_ID,
    time: '2026-01-31T12:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: schemaUri(type),
    correlationid: EXAMPLE_ORDER_ID,
    ...(!begins && { causationid: first }),
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: contract[type].example,
  };
}

function publisherOf(type: EventType, services: Topology): string {
  const [publisher] = publishersOf(type, services);
  if (publisher !== undefined) return publisher;
  throw new Error(
    `events/contract.ts has ${type}, which nobody publishes: add it to \`publishes\` in the service.ts of the service that does`,
  );
}
