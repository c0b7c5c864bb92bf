/** Announcing an order once: the idempotency key is stored with a hash of the order before anything is published. */
import { createHash } from 'node:crypto';
import type { OrderPlaced } from '../../events/order-placed.ts';
import { type DynamoDb, errorName, type Item } from '../../lib/aws/ports.ts';
import { type Clock, timestamp } from '../../lib/clock/clock.ts';
import { type CloudEvent, schemaUri } from '../../lib/cloudevents/envelope.ts';
import { eventId, uuidV5 } from '../../lib/cloudevents/event-id.ts';
import { PermanentError } from '../../lib/errors.ts';

/** The source of `order.placed`. */
const PUBLISHER = 'order-api';

/** What a retry needs to publish the very same event again. */
export interface Announcement {
  /** Of caller and idempotency key. */
  readonly key: string;
  readonly orderId: string;
  /** Of the order: the same key with another order is refused. */
  readonly orderHash: string;
  readonly time: string;
  readonly correlationId: string;
  readonly traceparent: string;
  /** When it was known that its event is published; absent before the first retry, which publishes again to be sure. */
  readonly publishedAt?: string;
}

export interface AnnouncementStore {
  /** Stores it if its key is new. Answers what is stored under the key: the one given, or an earlier one. */
  remember(announcement: Announcement): Promise<Announcement>;
  /** From now on, a retry need not publish. */
  markPublished(announcement: Announcement, at: string): Promise<void>;
}

export function dynamoDbAnnouncements(dynamoDb: DynamoDb, table: string): AnnouncementStore {
  return {
    remember: async (announcement) => {
      try {
        await dynamoDb.putItem({
          TableName: table,
          Item: itemOf(announcement),
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': 'key' },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        return announcement;
      } catch (error) {
        if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
        const { Item } = error as { Item?: Item };
        return announcementIn(Item ?? {});
      }
    },
    // Nothing else of it ever changes, so there is nothing to lose by writing it whole.
    markPublished: async (announcement, publishedAt) => {
      await dynamoDb.putItem({ TableName: table, Item: itemOf({ ...announcement, publishedAt }) });
    },
  };
}

function itemOf(announcement: Announcement): Item {
  return Object.fromEntries(Object.entries(announcement).map(([name, text]) => [name, { S: text }]));
}

/** Only this store writes such items. Half of one must not pass for another order under the same key. */
function announcementIn(item: Item): Announcement {
  const text = (name: keyof Announcement): string => {
    const stored = item[name]?.S;
    if (stored !== undefined) return stored;
    throw new PermanentError('BrokenAnnouncement', `what is stored under the idempotency key has no ${name}`);
  };
  return {
    key: text('key'),
    orderId: text('orderId'),
    orderHash: text('orderHash'),
    time: text('time'),
    correlationId: text('correlationId'),
    traceparent: text('traceparent'),
    ...(item.publishedAt?.S !== undefined && { publishedAt: item.publishedAt.S }),
  };
}

/** What a first request with this key would be remembered as. */
export function announcementOf(
  order: OrderPlaced,
  request: {
    callerId: string;
    idempotencyKey: string;
    correlationId: string | undefined;
    traceparent: (orderId: string) => string;
  },
  clock: Clock,
): Announcement {
  const key = sha256(JSON.stringify([request.callerId, request.idempotencyKey]));
  const orderId = uuidV5(`order/${key}`);
  return {
    key,
    orderId,
    orderHash: sha256(JSON.stringify(order)),
    time: timestamp(clock.now()),
    correlationId: request.correlationId ?? orderId,
    traceparent: request.traceparent(orderId),
  };
}

/** The event that announces `order`: the same for every retry. */
export function placedEvent(order: OrderPlaced, announcement: Announcement): CloudEvent<'order.placed', OrderPlaced> {
  const { orderId, time, correlationId, traceparent } = announcement;
  return {
    specversion: '1.0',
    id: placedEventId(orderId),
    source: `/${PUBLISHER}`,
    type: 'order.placed',
    subject: orderId,
    time,
    datacontenttype: 'application/json',
    dataschema: schemaUri('order.placed'),
    correlationid: correlationId,
    traceparent,
    data: order,
  };
}

/** The id of the event that announces an order. */
export function placedEventId(orderId: string): string {
  return eventId(PUBLISHER, orderId, 'order.placed');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
