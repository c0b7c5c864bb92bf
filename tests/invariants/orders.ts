/** Every order that was accepted comes to an end, and no other order exists. */
import { hasEnded } from '../../handlers/orders/order-status.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import { type Snapshot, statusOf } from '../demo/snapshot.ts';
import { type Check, noneOf } from './invariant.ts';

export const nothingIsOpen: Check = ({ accepted }, snapshot) =>
  noneOf('every accepted order came to an end', openOrders([...accepted.keys()], snapshot), `${accepted.size} orders`);

/** The orders of which more is to be expected. */
export function openOrders(orderIds: readonly string[], snapshot: Snapshot): string[] {
  return orderIds.filter((orderId) => !hasEnded(statusOf(snapshot, orderId)));
}

export const onlyAcceptedOrdersExist: Check = ({ accepted }, { records }) => {
  const known = [...records].flatMap(([service, orders]) =>
    [...orders.keys()].filter((orderId) => !accepted.has(orderId)).map((orderId) => `${service} knows ${orderId}`),
  );
  return noneOf('no service knows an order that was not accepted', known, 'none does');
};

/** By the rules of the data set: every quantity a positive integer, every price above zero. */
function isValid({ body }: RetailOrder): boolean {
  return body.lines.every(({ quantity, unitPriceMinor }) => isPositive(quantity) && isPositive(unitPriceMinor));
}

function isPositive(value: number | string): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}

export const rejectedAsTheRulesSay: Check = ({ accepted, rejected }) => {
  const wrongly = rejected.filter((order) => isValid(order)).map(({ invoiceNo }) => `${invoiceNo} was refused`);
  const wronglyIn = [...accepted.values()]
    .filter((order) => !isValid(order))
    .map(({ invoiceNo }) => `${invoiceNo} was accepted`);
  return noneOf('exactly the invalid orders were refused', [...wrongly, ...wronglyIn], `${rejected.length} refused`);
};
