/** Overdue orders: those that were placed a while ago and came to no end. A lost message never reaches a dead-letter queue. */

import type { DynamoDb } from '../../lib/aws/ports.ts';
import { entriesOf } from '../../lib/store/index-query.ts';
import { KEY } from '../../lib/store/record-item.ts';
import { shardOf, shards } from '../../lib/store/shard.ts';
import type { OrderHistory } from './order-history.ts';
import { hasEnded, orderStatus } from './order-status.ts';

/** The index of orders that are not at an end, and the attributes that are its keys. */
const OPEN_INDEX = 'open';
const OPEN_SHARD = 'openShard';
const OPEN_SINCE = 'openSince';

/** An order is in the index from its first event until it has ended. */
export function indexedWhileOpen({ events }: OrderHistory, orderId: string): Readonly<Record<string, string>> {
  const [first] = events;
  if (first === undefined || hasEnded(orderStatus(events.map(({ type }) => type)))) return {};
  return { [OPEN_SHARD]: shardOf(orderId), [OPEN_SINCE]: first.time };
}

export interface OverdueOrder {
  readonly orderId: string;
  /** When its first event came to be. */
  readonly openSince: string;
}

/** The orders that have been open since before `deadline`, oldest first within a shard. Throws TransientError. */
export async function* overdueOrders(
  dynamoDb: DynamoDb,
  table: string,
  deadline: string,
): AsyncGenerator<OverdueOrder> {
  for (const shard of shards) {
    const partition = { name: OPEN_SHARD, value: shard };
    const below = { name: OPEN_SINCE, value: deadline };
    for await (const entry of entriesOf(dynamoDb, { table, index: OPEN_INDEX, partition, below })) {
      yield { orderId: entry[KEY]?.S ?? '', openSince: entry[OPEN_SINCE]?.S ?? '' };
    }
  }
}
