/** What the stores hold when the system is quiet: the demo believes them, not its own counters. */
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { SKU_DEMAND, type SkuDemand } from '../../handlers/forecasting/sku-demand.ts';
import type { OrderHistory } from '../../handlers/orders/order-history.ts';
import { orderStatus } from '../../handlers/orders/order-status.ts';
import type { PaymentFacts } from '../../handlers/payment/payment.ts';
import type { LocalSystem } from '../../lib/local/local-system.ts';
import type { QueueDepth } from '../../lib/local/queue-depths.ts';
import { recordOf } from '../../lib/store/record-item.ts';
import type { StoredRecord } from '../../lib/store/record-store.ts';
import type { Shelves } from '../../resources/load/shelves.ts';
import { idOf } from '../../resources/stack/names.ts';
import { type ConsumerName, consumerNames } from '../rig/consumer-names.ts';

type ServiceRecords = ReadonlyMap<string, StoredRecord>;

export interface Snapshot {
  /** Each service's records, by order id. */
  readonly records: ReadonlyMap<string, ServiceRecords>;
  readonly queues: readonly QueueDepth[];
  /** Stock before the first order, and now. */
  readonly shelves: { readonly before: Shelves; readonly after: Shelves };
  /** Points by customer. */
  readonly balances: ReadonlyMap<string, number>;
  /** Demand by SKU, as last rolled up. */
  readonly demand: ReadonlyMap<string, SkuDemand>;
}

/** Where the stores are: of the embedded runtime, or of a stack that was deployed. */
export type Stores = Pick<LocalSystem, 'resolve' | 'queues'>;

/** DynamoDB as the system has it. */
export function databaseOf({ region, endpoints }: LocalSystem): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ region, endpoint: endpoints.dynamodb, credentials });
}

export async function takeSnapshot(system: Stores, client: DynamoDBClient, before: Shelves): Promise<Snapshot> {
  const entries = consumerNames.map(
    async (service) => [service, await recordsIn(client, tableOf(system, service))] as const,
  );
  const records = new Map(await Promise.all(entries));
  const after = await numbersIn(client, stockTableOf(system), 'available');
  const balances = await numbersIn(client, system.resolve('RewardsBalancesTable').ref, 'points');
  const demand = await demandIn(client, system.resolve('ForecastingDemandTable').ref);
  return { records, queues: await system.queues(), shelves: { before, after }, balances, demand };
}

/** The records of one service. */
export function recordsOf({ records }: Snapshot, service: ConsumerName): ServiceRecords {
  return records.get(service) ?? new Map();
}

/** What payment knows of an order; its own decider wrote it. */
export function paymentOf(snapshot: Snapshot, orderId: string): PaymentFacts {
  return (recordsOf(snapshot, 'payment').get(orderId)?.facts ?? {}) as PaymentFacts;
}

export function historyOf(snapshot: Snapshot, orderId: string): OrderHistory {
  return (recordsOf(snapshot, 'orders').get(orderId)?.facts ?? { events: [] }) as OrderHistory;
}

export function statusOf(snapshot: Snapshot, orderId: string) {
  return orderStatus(historyOf(snapshot, orderId).events.map(({ type }) => type));
}

export function stockTableOf(system: Pick<LocalSystem, 'resolve'>): string {
  return system.resolve('FulfillmentStockTable').ref;
}

function tableOf(system: Pick<LocalSystem, 'resolve'>, service: ConsumerName): string {
  return system.resolve(idOf.table(service)).ref;
}

async function recordsIn(client: DynamoDBClient, table: string): Promise<Map<string, StoredRecord>> {
  const records = new Map<string, StoredRecord>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of Items) {
      const record = recordOf(item);
      records.set(record.subject, record);
    }
  }
  return records;
}

async function demandIn(client: DynamoDBClient, table: string): Promise<Map<string, SkuDemand>> {
  const demand = new Map<string, SkuDemand>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of Items) demand.set(item.key?.S ?? '', JSON.parse(item[SKU_DEMAND]?.S ?? '{"days":[]}'));
  }
  return demand;
}

/** A number of each item of one of a service's own tables, by the item's key. */
async function numbersIn(client: DynamoDBClient, table: string, attribute: string): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of Items) numbers.set(item.key?.S ?? '', Number(item[attribute]?.N));
  }
  return numbers;
}
