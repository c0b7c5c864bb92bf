/** Points: each customer has those of the orders that were shipped, and no others. */
import { statusOf } from '../demo/snapshot.ts';
import { type Check, noneOf } from './invariant.ts';

/** The rule of the rewards service, said once more: a point for each whole pound. */
const PENCE_PER_POINT = 100;

export const pointsAreThoseOfShippedOrders: Check = ({ accepted }, snapshot) => {
  const earned = new Map<string, number>();
  for (const [orderId, { body }] of accepted) {
    if (statusOf(snapshot, orderId) !== 'shipped') continue;
    const points = Math.floor(body.totalMinor / PENCE_PER_POINT);
    earned.set(body.customerId, (earned.get(body.customerId) ?? 0) + points);
  }
  const customers = new Set([...earned.keys(), ...snapshot.balances.keys()]);
  const wrong = [...customers].flatMap((customer) => {
    const balance = snapshot.balances.get(customer) ?? 0;
    const expected = earned.get(customer) ?? 0;
    return balance === expected ? [] : [`${customer} has ${balance} points, earned ${expected}`];
  });
  return noneOf('every customer has the points of the orders shipped', wrong, `${customers.size} customers`);
};
