/** Stock for a file of orders: filled before the first of them. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setStock } from '../../handlers/fulfillment/stock-command.ts';
import type { RetailOrder } from './online-retail.ts';

/** Units by SKU. */
export type Shelves = ReadonlyMap<string, number>;

/** Every SKU that is ordered, with `units` of each. */
export function shelvesFor(orders: readonly RetailOrder[], units: number): Shelves {
  const skus = orders.flatMap(({ body }) => body.lines.map(({ sku }) => sku));
  return new Map(skus.map((sku) => [sku, units]));
}

export function fillShelves(client: DynamoDBClient, table: string, shelves: Shelves): Promise<void> {
  return setStock(
    client,
    table,
    [...shelves].map(([sku, available]) => ({ sku, available })),
  );
}

export function unitsOn(shelves: Shelves): number {
  return [...shelves.values()].reduce((sum, units) => sum + units, 0);
}
