/** Money: what was taken and kept is what the shipped orders cost, and nobody was charged or refunded twice. */

import type { PaymentFacts } from '../../handlers/payment/payment.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { paymentOf, recordsOf, type Snapshot, statusOf } from '../demo/snapshot.ts';
import { type Check, equalMoney, type Money, noneOf, sumMoney } from './invariant.ts';

export const keptIsWhatTheShippedOrdersCost: Check = (offered, snapshot) =>
  equalMoney('charged - refunded = value of the orders shipped', kept(snapshot), shippedValue(offered, snapshot));

export const chargedIsWhatTheOrdersCost: Check = (offered, snapshot) => {
  const orders = [...offered.accepted].filter(([orderId]) => paymentOf(snapshot, orderId).charge?.kind === 'captured');
  const cost = costOf(orders.map(([, order]) => order));
  return equalMoney('money charged = value of the orders captured', charged(snapshot), cost);
};

export const chargedAndRefundedOnce: Check = (_, snapshot) => {
  const payments = paymentsIn(snapshot);
  const charges = payments.flatMap(({ charge }) => (charge?.kind === 'captured' ? [charge.chargeId] : []));
  const refunds = payments.flatMap(({ refundId }) => (refundId === undefined ? [] : [refundId]));
  const twice = [...repeated(charges), ...repeated(refunds)];
  const name = 'every charge and every refund belongs to one order';
  return noneOf(name, twice, `${charges.length} charges, ${refunds.length} refunds`);
};

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

/** As payment's records say. */
export function charged(snapshot: Snapshot): Money {
  return sumMoney(paymentsIn(snapshot).flatMap(({ charge }) => (charge?.kind === 'captured' ? [charge] : [])));
}

export function refunded(snapshot: Snapshot): Money {
  const refunds = paymentsIn(snapshot).filter(({ refundId }) => refundId !== undefined);
  return sumMoney(refunds.flatMap(({ charge }) => (charge?.kind === 'captured' ? [charge] : [])));
}

function kept(snapshot: Snapshot): Money {
  const refunds = refunded(snapshot);
  const remaining = Object.entries(charged(snapshot)).map(([currency, minor]) => [
    currency,
    minor - (refunds[currency] ?? 0),
  ]);
  return withoutZeros(Object.fromEntries(remaining));
}

/** As the file says, of the orders that the history calls shipped. */
export function shippedValue({ accepted }: Offered, snapshot: Snapshot): Money {
  const shipped = [...accepted].filter(([orderId]) => statusOf(snapshot, orderId) === 'shipped');
  return costOf(shipped.map(([, order]) => order));
}

/** As the file says. */
export function costOf(
  orders: Iterable<{ readonly body: { readonly currency: string; readonly totalMinor: number } }>,
): Money {
  return sumMoney([...orders].map(({ body }) => ({ currency: body.currency, amountMinor: body.totalMinor })));
}

function withoutZeros(money: Money): Money {
  return Object.fromEntries(Object.entries(money).filter(([, minor]) => minor !== 0));
}

/** Payment's own decider wrote these facts. */
function paymentsIn(snapshot: Snapshot): PaymentFacts[] {
  return [...recordsOf(snapshot, 'payment').values()].map(({ facts }) => facts as PaymentFacts);
}
