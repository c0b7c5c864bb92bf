/** Finds orders: by id, by customer, those that are open, or all, page by page. */
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ordersOfCustomer } from '../../../handlers/orders/customer.ts';
import type { OrderHistory } from '../../../handlers/orders/order-history.ts';
import { hasEnded, orderStatus } from '../../../handlers/orders/order-status.ts';
import { overdueOrders } from '../../../handlers/orders/overdue.ts';
import { DEADLINE_MINUTES } from '../../../handlers/orders/watchdog.ts';
import { batchesOf } from '../../../lib/aws/batches.ts';
import { dynamoDbPort } from '../../../lib/aws/sdk-port.ts';
import { timestamp } from '../../../lib/clock/clock.ts';
import { MASK } from '../../../lib/dead-letters/masking.ts';
import { TransientError } from '../../../lib/errors.ts';
import { MAX_KEYS } from '../../../lib/store/reads.ts';
import { KEY, recordOf } from '../../../lib/store/record-item.ts';
import { recordReader } from '../../../lib/store/record-reader.ts';
import type { StoredRecord } from '../../../lib/store/record-store.ts';
import { refusal } from './access.ts';
import type { Durations, OrderList, OrderRow, OrderSearch } from './contract.ts';

/** Orders on a page. */
const PAGE = 50;

/** Orders that are read to fill a page: beyond that, the user decides whether to go on. */
const MOST_READ = 5_000;

/** DynamoDB: items of one request, whatever their size (1 MB at most). */
const SCAN_LIMIT = 1_000;

/** Orders that are read at once: one request. */
const GET_LIMITS = { maxEntries: MAX_KEYS, maxBytes: Number.POSITIVE_INFINITY };

/** Enough for a distribution, on AWS; here it is all that a session places. */
const MOST_DURATIONS = 20_000;

const ORDER_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export interface OrderTable {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly now: number;
}

interface Found {
  readonly orderId: string;
  readonly history: OrderHistory;
}

export async function searchOrders(orders: OrderTable, search: OrderSearch): Promise<OrderList> {
  const { text = '', status, reveal = false } = search;
  const rows = (found: readonly Found[]) => found.map((one) => rowOf(one, orders.now, reveal));
  const wanted = (row: OrderRow) => hasStatus(row, status);
  if (ORDER_ID.test(text)) return whole(rows(await load(orders, [text.toLowerCase()])).filter(wanted));
  if (text !== '') {
    const found = await load(orders, await idsOfCustomer(orders, text));
    return whole(rows(found).filter(wanted).sort(overdueFirst));
  }
  if (status === 'open' || status === 'overdue') {
    return whole(rows(await load(orders, await openIds(orders, status))).sort(overdueFirst));
  }
  return scanned(orders, search, rows, wanted);
}

/** How long orders took that have ended. */
export async function orderDurations(orders: OrderTable): Promise<Durations> {
  const milliseconds: number[] = [];
  let read = 0;
  let from: string | undefined;
  do {
    const page = await scanPage(orders, from, SCAN_LIMIT);
    read += page.found.length;
    for (const one of page.found) {
      const { tookMs } = rowOf(one, orders.now, false);
      if (tookMs !== null) milliseconds.push(tookMs);
    }
    from = page.next;
  } while (from !== undefined && read < MOST_DURATIONS);
  return { milliseconds, read, isComplete: from === undefined };
}

/** Customers are personal: they are shown when asked for. */
export function rowOf({ orderId, history }: Found, now: number, reveal: boolean): OrderRow {
  const { events, customerId, currency = '', totalMinor = 0, lines = 0 } = history;
  const status = orderStatus(events.map(({ type }) => type));
  const ended = hasEnded(status);
  const [first] = events;
  const end = events.find((_, index) => hasEnded(orderStatus(events.slice(0, index + 1).map(({ type }) => type))));
  const deadline = now - DEADLINE_MINUTES * 60_000;
  return {
    orderId,
    status,
    hasEnded: ended,
    isOverdue: !ended && first !== undefined && Date.parse(first.time) < deadline,
    customerId: customerId === undefined ? '' : reveal ? customerId : MASK,
    currency,
    totalMinor,
    lines,
    placedAt: first?.time ?? '',
    tookMs: first === undefined || end === undefined ? null : Date.parse(end.time) - Date.parse(first.time),
  };
}

/** On the first page, orders that are open come first: they are why somebody looks. */
async function scanned(
  orders: OrderTable,
  { status, from }: OrderSearch,
  rows: (found: readonly Found[]) => OrderRow[],
  wanted: (row: OrderRow) => boolean,
): Promise<OrderList> {
  const isFirstPage = from === undefined && status === undefined;
  const open = isFirstPage ? rows(await load(orders, (await openIds(orders, 'open')).slice(0, PAGE))) : [];
  const found = open.sort(overdueFirst);
  // One that ends meanwhile would be found twice.
  const known = new Set(found.map(({ orderId }) => orderId));
  let read = open.length;
  let next = from;
  do {
    const page = await scanPage(orders, next, status === undefined ? PAGE : SCAN_LIMIT);
    read += page.found.length;
    const fresh = rows(page.found).filter((row) => wanted(row) && !known.has(row.orderId));
    found.push(...fresh.sort(youngestFirst));
    next = page.next;
  } while (next !== undefined && found.length < PAGE && read < MOST_READ);
  return { orders: found, next: next ?? null, read };
}

async function scanPage({ dynamodb, table }: OrderTable, from: string | undefined, Limit: number) {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new ScanCommand({
      TableName: table,
      Limit,
      ...(from !== undefined && { ExclusiveStartKey: { [KEY]: { S: from } } }),
    }),
  );
  return { found: Items.map(recordOf).map(foundIn), next: LastEvaluatedKey?.[KEY]?.S };
}

async function openIds({ dynamodb, table, now }: OrderTable, status: 'open' | 'overdue'): Promise<string[]> {
  const before = status === 'open' ? now + 60_000 : now - DEADLINE_MINUTES * 60_000;
  const open = await Array.fromAsync(overdueOrders(dynamoDbPort(dynamodb), table, timestamp(before)));
  open.sort((one, other) => (one.openSince < other.openSince ? -1 : 1));
  return open.slice(0, MOST_READ).map(({ orderId }) => orderId);
}

/** Customers who never say who they are may share one id: so many of theirs, and no more. */
async function idsOfCustomer({ dynamodb, table }: OrderTable, customerId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of ordersOfCustomer(dynamoDbPort(dynamodb), table, customerId)) {
    ids.push(id);
    if (ids.length === MOST_READ) break;
  }
  return ids;
}

/** A hundred at a time: what DynamoDB leaves unread because it is busy is asked for again, with the back-off of its client. */
async function load({ dynamodb, table }: OrderTable, ids: readonly string[]): Promise<Found[]> {
  const reader = recordReader(dynamoDbPort(dynamodb), table);
  const found: StoredRecord[] = [];
  try {
    for (const batch of batchesOf(ids, GET_LIMITS, () => 0)) {
      found.push(...(await Promise.all(batch.map((id) => reader.load(id)))));
    }
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    throw refusal(503, 'Not available', `Some orders could not be read: ${error.message}. Search again.`);
  }
  return found.filter(({ version }) => version > 0).map(foundIn);
}

/** The orders service alone writes these records; it keeps an OrderHistory. */
function foundIn({ subject, facts }: StoredRecord): Found {
  return { orderId: subject, history: facts as OrderHistory };
}

function hasStatus(row: OrderRow, status: string | undefined): boolean {
  if (status === undefined) return true;
  if (status === 'open') return !row.hasEnded;
  return status === 'overdue' ? row.isOverdue : row.status === status;
}

function whole(orders: readonly OrderRow[]): OrderList {
  return { orders, next: null, read: orders.length };
}

function overdueFirst(one: OrderRow, other: OrderRow): number {
  if (one.hasEnded !== other.hasEnded) return one.hasEnded ? 1 : -1;
  return one.hasEnded ? youngestFirst(one, other) : one.placedAt.localeCompare(other.placedAt);
}

function youngestFirst(one: OrderRow, other: OrderRow): number {
  return other.placedAt.localeCompare(one.placedAt);
}
