/** Forecasting: what each order asked for, and what of it could not be met. One small item per order; the roll-up adds them up. */

import type { Consumed } from '../../events/contract.ts';
import { type SkuQuantity, skuQuantities } from '../../events/sku-quantities.ts';
import { type Decider, type NoPorts, settle } from '../../lib/consumer/decider.ts';
import { unreachable } from '../../lib/errors.ts';
import { shardOf } from '../../lib/store/shard.ts';
import type { service } from './service.ts';
import { dayOf } from './sku-demand.ts';

export interface ForecastingFacts {
  /** The day in UTC on which the order was placed, and what it asked for. */
  readonly placed?: { readonly day: string; readonly units: readonly SkuQuantity[] };
  /** The payment was declined. */
  readonly isTakenBack?: true;
  /** Units that were not there when the order failed for want of stock. */
  readonly unmet?: readonly SkuQuantity[];
}

export type Forecasting = { facts: ForecastingFacts; event: Consumed<typeof service>; emits: never; ports: NoPorts };

export const forecasting: Decider<Forecasting> = {
  initial: {},
  evolve(facts, event) {
    switch (event.type) {
      case 'order.placed':
        return { ...facts, placed: { day: dayOf(event.time), units: skuQuantities(event.data.lines) } };
      case 'payment.declined':
        return { ...facts, isTakenBack: true };
      case 'fulfillment.failed': {
        const { shortages } = event.data;
        return {
          ...facts,
          unmet: shortages.map(({ sku, requested, available }) => ({ sku, quantity: requested - available })),
        };
      }
      default:
        return unreachable(event);
    }
  },
  decide: (facts) => settle(facts),
};

/** The index by which the roll-up finds the orders of a day, and the attribute that is its key. */
export const DAY_INDEX = 'day';
export const DAY_SHARD = 'dayShard';

/** An order is found by its day once it is known to have been placed. */
export function indexedByDay({ placed }: ForecastingFacts, orderId: string): Readonly<Record<string, string>> {
  return placed === undefined ? {} : { [DAY_SHARD]: dayShard(placed.day, shardOf(orderId)) };
}

export function dayShard(day: string, shard: string): string {
  return `${day}/${shard}`;
}
