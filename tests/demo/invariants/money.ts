/** Money: what was taken is what the orders cost, and nobody was charged twice. */
import { paymentOf, recordsOf, type Snapshot } from '../snapshot.ts';
import { type Check, equalMoney, noneOf, type Offered, sumMoney } from './invariant.ts';

export const capturedIsWhatTheOrdersCost: Check = (offered, snapshot) =>
  equalMoney('money captured = value of the orders captured', captured(snapshot), valueOfCaptured(offered, snapshot));

export const chargedOnce: Check = (_, snapshot) => {
  const charges = [...recordsOf(snapshot, 'payment').values()].flatMap(({ facts }) => {
    const { charge } = facts as ReturnType<typeof paymentOf>;
    return charge?.kind === 'captured' ? [charge.chargeId] : [];
  });
  const twice = charges.filter((chargeId, index) => charges.indexOf(chargeId) !== index);
  return noneOf('every charge belongs to one order', twice, `${charges.length} charges`);
};

/** As payment's records say. */
export function captured(snapshot: Snapshot) {
  return sumMoney(
    [...recordsOf(snapshot, 'payment').keys()].flatMap((orderId) => {
      const { charge } = paymentOf(snapshot, orderId);
      return charge?.kind === 'captured' ? [charge] : [];
    }),
  );
}

function valueOfCaptured({ accepted }: Offered, snapshot: Snapshot) {
  const orders = [...accepted].filter(([orderId]) => paymentOf(snapshot, orderId).charge?.kind === 'captured');
  return costOf(orders.map(([, order]) => order));
}

/** As the file says. */
export function costOf(
  orders: Iterable<{ readonly body: { readonly currency: string; readonly totalMinor: number } }>,
) {
  return sumMoney([...orders].map(({ body }) => ({ currency: body.currency, amountMinor: body.totalMinor })));
}
