/** Rewards: a point for each whole unit of money captured, taken back when the money is. */

import type { Consumed } from '../../events/contract.ts';
import { minorUnitDigits } from '../../events/minor-units.ts';
import { type Decider, type Decision, type NoPorts, settle, settleWith } from '../../lib/consumer/decider.ts';
import { PermanentError, unreachable } from '../../lib/errors.ts';
import type { JoinedWrite } from '../../lib/store/joined-write.ts';
import type { service } from './service.ts';

/** The table of balances; its key is the customer. */
const BALANCES = 'balances';

/** The attribute that holds a customer's points. */
const POINTS = 'points';

export interface RewardsFacts {
  /** What the order is worth, once it was paid for. */
  readonly points?: number;
  readonly capturedMinor?: number;
  readonly isRefunded?: true;
  readonly refundedMinor?: number;
}

export type Rewards = { facts: RewardsFacts; event: Consumed<typeof service>; emits: never; ports: NoPorts };

export const rewards: Decider<Rewards> = {
  initial: {},
  evolve(facts, event) {
    switch (event.type) {
      case 'payment.captured':
        return { ...facts, points: pointsFor(event.data), capturedMinor: event.data.amountMinor };
      case 'payment.refunded':
        return { ...facts, isRefunded: true, refundedMinor: event.data.amountMinor };
      default:
        return unreachable(event);
    }
  },
  decide(facts, event) {
    const { points = 0, isRefunded } = facts;
    const isWhole = refundsAll(facts);
    switch (event.type) {
      case 'payment.captured':
        // A refund that was heard of first has nothing to take back, and leaves nothing to give.
        return changing(facts, event.data.customerId, isRefunded && isWhole ? 0 : points);
      case 'payment.refunded':
        if (!isWhole) throw impossibleRefund();
        return changing(facts, event.data.customerId, -points);
      default:
        return unreachable(event);
    }
  },
};

/** The contract knows refunds of the whole amount only. What was captured before amounts were kept counts as whole. */
function refundsAll({ capturedMinor, refundedMinor }: RewardsFacts): boolean {
  return capturedMinor === undefined || refundedMinor === undefined || capturedMinor === refundedMinor;
}

function impossibleRefund(): PermanentError {
  return new PermanentError(
    'ImpossibleRefund',
    'a captured payment is refunded in full; this refund has another amount',
  );
}

/** The balance changes together with the record, so no event is ever counted twice. */
function changing(facts: RewardsFacts, customerId: string, by: number): Decision<Rewards> {
  if (by === 0) return settle(facts);
  const write: JoinedWrite = {
    kind: 'add',
    table: BALANCES,
    key: customerId,
    attribute: POINTS,
    by,
    atLeast: Math.max(0, -by),
  };
  // Points are taken back from what they were added to. If somebody has changed the balance by hand, what is there goes.
  return settleWith({ facts, emit: [], join: [write] }, ([refusal]) =>
    changing(facts, customerId, -(refusal?.found?.[POINTS] ?? 0)),
  );
}

/** Whole units of the currency: 35 for GBP 35.64, 3564 for JPY 3564, which has no minor unit. */
export function pointsFor({
  amountMinor,
  currency,
}: {
  readonly amountMinor: number;
  readonly currency: string;
}): number {
  return Math.floor(amountMinor / 10 ** minorUnitDigits(currency));
}
