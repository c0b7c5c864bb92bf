/** The tables of the contenders, and the batches they are given. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { uuidV5 } from '../../lib/cloudevents/event-id.ts';
import { sqsInvocation } from '../../resources/generate/invocations.ts';
import { createTable, REGION } from '../rig/engines.ts';
import { event } from '../rig/event-builder.ts';

export const BATCH = 10;

const TABLES = [
  ['bench-records', 'subject'],
  ['bench-orders', 'subject'],
  ['bench-idempotency', 'id'],
  ['bench-stock', 'key'],
  ['bench-balances', 'key'],
] as const;

export async function createTables(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  for (const [table, key] of TABLES) await createTable(client, table, key);
  client.destroy();
}

/** Ten messages as SQS delivers them. */
export function batchOf(service: string, events: readonly CloudEvent[]): SQSEvent {
  return {
    Records: events.flatMap((each) =>
      sqsInvocation(service, each).Records.map((record) => ({ ...record, messageId: randomUUID() })),
    ),
  };
}

/** `order.placed` of ten new orders, about 1 KB each. The same series has the same ids: what depends on them, as the shard of an index does, is exact too. */
export function newOrders(series: string, paymentToken = 'pm_card_visa'): CloudEvent[] {
  const time = new Date().toISOString();
  return Array.from({ length: BATCH }, (_, index) =>
    event('order.placed', { orderId: uuidV5(`${series} ${index}`), time, data: { paymentToken } }),
  );
}

/** What comes next for orders that were placed. */
export function capturesOf(orders: readonly CloudEvent[]): CloudEvent[] {
  return orders.map(({ subject, time }) => event('payment.captured', { orderId: subject, time }));
}
