/** Messages: each event exists once, reached the history once, and no queue holds anything any more. */

import { eventId } from '../../lib/cloudevents/event-id.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { recordsOf, type Snapshot } from '../demo/snapshot.ts';
import { type Check, noneOf } from './invariant.ts';

export const everyEventOncePerId: Check = (offered, snapshot) => {
  const offenders = [...offered.accepted.keys()].flatMap((orderId) => {
    const expected = committedEvents(orderId, snapshot);
    const arrived = [...(recordsOf(snapshot, 'orders').get(orderId)?.inbox ?? [])];
    const missing = expected.filter((id) => !arrived.includes(id)).map((id) => `${orderId} lacks ${id}`);
    const surplus = arrived.filter((id) => !expected.includes(id)).map((id) => `${orderId} has ${id}`);
    const twice = arrived
      .filter((id, index) => arrived.indexOf(id) !== index)
      .map((id) => `${orderId} has ${id} twice`);
    return [...missing, ...surplus, ...twice];
  });
  return noneOf(
    'every event is in its order’s history, once per id',
    offenders,
    `${eventCount(offered, snapshot)} events`,
  );
};

/** Ids of all events of an order, by the outboxes of the services that announced them. */
function committedEvents(orderId: string, { records }: Snapshot): string[] {
  const emitted = [...records].flatMap(([service, orders]) =>
    Object.entries(orders.get(orderId)?.outbox ?? {}).flatMap(([causeId, entries]) =>
      entries.map(({ type }) => eventId(service, causeId, type)),
    ),
  );
  return [eventId('order-api', orderId, 'order.placed'), ...emitted];
}

function eventCount({ accepted }: Offered, snapshot: Snapshot): number {
  return [...accepted.keys()].reduce((sum, orderId) => sum + committedEvents(orderId, snapshot).length, 0);
}

export const everyQueueIsEmpty: Check = (_, { queues }) => {
  const filled = queues.filter(({ visible, inFlight, delayed }) => visible + inFlight + delayed > 0);
  return noneOf(
    'every queue and dead-letter queue is empty',
    filled.map(({ name, visible, inFlight, delayed }) => `${name} holds ${visible + inFlight + delayed}`),
    `${queues.length} queues`,
  );
};
