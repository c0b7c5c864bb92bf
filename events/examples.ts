/** Whole events made of the contract's examples: for documentation, for `invoke local`, and for tests. */
import { type CloudEvent, schemaUri } from '../lib/cloudevents/envelope.ts';
import { eventId, uuidV5 } from '../lib/cloudevents/event-id.ts';
import { contract, type EventType } from './contract.ts';

/** The order that all examples tell of. */
export const EXAMPLE_ORDER_ID = uuidV5('example order');

/** Who publishes an event type, as its `source` says. */
const PUBLISHERS: Readonly<Record<EventType, string>> = {
  'order.placed': 'order-api',
  'payment.captured': 'payment',
  'payment.declined': 'payment',
  'payment.refunded': 'payment',
  'fulfillment.packed': 'fulfillment',
  'fulfillment.failed': 'fulfillment',
  'shipment.dispatched': 'shipping',
  'shipment.failed': 'shipping',
  'invoice.issued': 'invoice',
  'invoice.credited': 'invoice',
};

/** The contract's example of `type` in its envelope. */
export function exampleEvent(type: EventType): CloudEvent {
  const publisher = PUBLISHERS[type];
  const placedId = eventId('order-api', EXAMPLE_ORDER_ID, 'order.placed');
  const isFirst = type === 'order.placed';
  return {
    specversion: '1.0',
    id: isFirst ? placedId : eventId(publisher, placedId, type),
    source: `/${publisher}`,
    type,
    subject: EXAMPLE_ORDER_ID,
    time: '2026-01-31T12:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: schemaUri(type),
    correlationid: EXAMPLE_ORDER_ID,
    ...(!isFirst && { causationid: placedId }),
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: contract[type].example,
  };
}
