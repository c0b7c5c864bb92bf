/** Events that go past the order API, such as an older version of it could have published. */
import { example, type OrderPlaced } from '../../events/order-placed.ts';
import { placedEventId } from '../../handlers/order-api/announcement.ts';
import { schemaUri } from '../../lib/cloudevents/envelope.ts';
import { uuidV5 } from '../../lib/cloudevents/event-id.ts';

/** The id of the order that a test calls by a name. */
export function orderNamed(name: string): string {
  return uuidV5(`order/${name}`);
}

/** `order.placed` of the order called `name`, as text, with `data` for what is different from the example. */
export function placed(name: string, data: Partial<Record<keyof OrderPlaced, unknown>> = {}): string {
  const orderId = orderNamed(name);
  return JSON.stringify({
    specversion: '1.0',
    id: placedEventId(orderId),
    source: '/order-api',
    type: 'order.placed',
    subject: orderId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaUri('order.placed'),
    correlationid: orderId,
    data: { ...example, ...data },
  });
}
