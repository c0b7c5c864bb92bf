/** The orders that bench `end-to-end` sends: those of the sample file, as often as wanted. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RetailOrder, readOnlineRetail } from '../../resources/load/online-retail.ts';
import { ROOT } from './contenders.ts';

const SAMPLE = join(ROOT, 'resources', 'load', 'orders.csv');

/** Orders that are sent, and dealt with, before the clock starts: on both sides, code is loaded by then. */
export const WARM_UP = 20;

/** So much of every SKU that nothing runs out. */
export const UNITS = 1_000_000;

export async function repeatedOrders(times: number): Promise<readonly RetailOrder[]> {
  const text = await readFile(SAMPLE, 'utf8');
  const { orders } = readOnlineRetail(text, () => ({ paymentToken: 'pm_card_visa' }));
  return Array.from({ length: times }, (_, round) =>
    orders.map((order) => ({ ...order, invoiceNo: `${order.invoiceNo}-${round}` })),
  ).flat();
}
