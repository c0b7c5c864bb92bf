/** Stock in the demo: filled before the first order. */
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RetailOrder } from './online-retail.ts';

/** Units by SKU. */
export type Shelves = ReadonlyMap<string, number>;

/** DynamoDB: items in one BatchWriteItem. */
const MAX_BATCH = 25;

/** Every SKU that is ordered, with `units` of each. */
export function shelvesFor(orders: readonly RetailOrder[], units: number): Shelves {
  const skus = orders.flatMap(({ body }) => body.lines.map(({ sku }) => sku));
  return new Map(skus.map((sku) => [sku, units]));
}

export async function fillShelves(client: DynamoDBClient, table: string, shelves: Shelves): Promise<void> {
  const puts = [...shelves].map(([sku, units]) => ({
    PutRequest: { Item: { key: { S: sku }, available: { N: String(units) } } },
  }));
  for (let start = 0; start < puts.length; start += MAX_BATCH) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts.slice(start, start + MAX_BATCH) } }));
  }
}

export function unitsOn(shelves: Shelves): number {
  return [...shelves.values()].reduce((sum, units) => sum + units, 0);
}
