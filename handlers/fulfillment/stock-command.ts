/** The stock table as `serverless stock` sets and shows it. */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { batchesOf } from '../../lib/aws/batches.ts';
import { OWN_TABLE_KEY } from '../../lib/store/transactions.ts';
import { AVAILABLE } from './stock.ts';
import type { StockLevel } from './stock-file.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** DynamoDB: items in one BatchWriteItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_BATCH_ENTRIES = 25;

/** No batch of ours comes near its 16 MB. */
const MAX_BATCH_BYTES = Number.POSITIVE_INFINITY;

/** Tries of one batch, of which DynamoDB may leave some items undone when it is busy. */
const MAX_TRIES = 8;

/**
 * Sets each SKU to its level, whatever it was; SKUs that are not named keep theirs. Doing it again changes nothing more.
 * Throws when DynamoDB leaves items undone again and again: then do it again.
 */
export async function setStock(client: DynamoDBClient, table: string, levels: readonly StockLevel[]): Promise<void> {
  const batches = batchesOf(levels, { maxEntries: MAX_BATCH_ENTRIES, maxBytes: MAX_BATCH_BYTES }, () => 0);
  for (const batch of batches) await write(client, table, batch.map(requestOf));
}

async function write(client: DynamoDBClient, table: string, requests: WriteRequest[]): Promise<void> {
  let undone = requests;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: undone } }));
    undone = UnprocessedItems?.[table] ?? [];
    if (undone.length === 0) return;
  }
  throw new Error(`DynamoDB is too busy to write to ${table}: run the command again, it is safe to`);
}

function requestOf({ sku, available }: StockLevel): WriteRequest {
  return { PutRequest: { Item: { [OWN_TABLE_KEY]: { S: sku }, [AVAILABLE]: { N: String(available) } } } };
}

/** The level of every SKU, by SKU. */
export async function allStock(client: DynamoDBClient, table: string): Promise<StockLevel[]> {
  const levels: StockLevel[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    levels.push(...Items.map(levelOf));
  }
  return levels.sort((left, right) => (left.sku < right.sku ? -1 : 1));
}

/** The level of one SKU; none if it was never stocked. */
export async function stockOf(client: DynamoDBClient, table: string, sku: string): Promise<StockLevel[]> {
  const Key = { [OWN_TABLE_KEY]: { S: sku } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item === undefined ? [] : [levelOf(Item)];
}

function levelOf(item: Item): StockLevel {
  return { sku: item[OWN_TABLE_KEY]?.S ?? '', available: Number(item[AVAILABLE]?.N ?? 0) };
}

/** One line per SKU, aligned. */
export function stockTable(levels: readonly StockLevel[]): string {
  const rows = [['SKU', 'available'], ...levels.map(({ sku, available }) => [sku, String(available)])];
  const [skuWidth, unitsWidth] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(([sku = '', units = '']) => `${sku.padEnd(skuWidth ?? 0)}  ${units.padStart(unitsWidth ?? 0)}`)
    .join('\n');
}
