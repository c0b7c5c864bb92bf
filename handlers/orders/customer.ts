/** The orders of a customer: what somebody who answers the telephone looks for. */

import type { DynamoDb } from '../../lib/aws/ports.ts';
import { entriesOf } from '../../lib/store/index-query.ts';
import { KEY } from '../../lib/store/record-item.ts';
import type { OrderHistory } from './order-history.ts';

/** The index of all orders whose customer is known, and the attribute that is its key. Its name counts: it is in every item. */
const CUSTOMER_INDEX = 'customer';
const CUSTOMER = 'customer';

export function indexedByCustomer({ customerId }: OrderHistory): Readonly<Record<string, string>> {
  return customerId === undefined ? {} : { [CUSTOMER]: customerId };
}

/** Ids of a customer's orders, in no order. Throws TransientError. */
export async function* ordersOfCustomer(dynamoDb: DynamoDb, table: string, customerId: string): AsyncGenerator<string> {
  const partition = { name: CUSTOMER, value: customerId };
  for await (const entry of entriesOf(dynamoDb, { table, index: CUSTOMER_INDEX, partition })) {
    yield entry[KEY]?.S ?? '';
  }
}
