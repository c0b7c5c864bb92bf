/** Fulfillment: takes what was ordered from stock once it is paid for, all of it or nothing, and puts back what comes back. */

import type { Consumed, Emitted } from '../../events/contract.ts';
import { type SkuQuantity, skuQuantities } from '../../events/sku-quantities.ts';
import {
  type Decider,
  type Decision,
  type NoPorts,
  type Refused,
  save,
  settle,
  settleWith,
} from '../../lib/consumer/decider.ts';
import { unreachable } from '../../lib/errors.ts';
import type { JoinedWrite } from '../../lib/store/joined-write.ts';
import type { service } from './service.ts';
import { type Shortage, SKUS_AT_ONCE, shortagesOf, stockWrites } from './stock.ts';

export interface FulfillmentFacts {
  /** What was ordered, by SKU; forgotten once stock can no longer be taken or put back for it. */
  readonly items?: readonly SkuQuantity[];
  /** Payment announces one of the two, once. */
  readonly payment?: 'captured' | 'declined';
  /** How far the reservation is; absent before it begins and after everything went back. */
  readonly picking?: Picking;
  /** What was announced. */
  readonly outcome?: 'packed' | 'out-of-stock';
  /** The parcel cannot be delivered: what was taken goes back to the shelf. */
  readonly shipmentFailedAt?: string;
}

/** A position in `items`: it changes in the same transaction as the stock, so a crash leaves it where the stock is. */
interface Picking {
  /** The items before this one were taken, or found short, or found sufficient after another was short. */
  readonly examined: number;
  /** The items before this one are taken from stock. */
  readonly taken: number;
  readonly shortages: readonly Shortage[];
}

type Emits = Emitted<typeof service>;
export type Fulfillment = { facts: FulfillmentFacts; event: Consumed<typeof service>; emits: Emits; ports: NoPorts };
type Step = Decision<Fulfillment>;

/** Facts that suffice to act. */
type Order = FulfillmentFacts & { readonly items: readonly SkuQuantity[]; readonly picking: Picking };

const NOT_BEGUN: Picking = { examined: 0, taken: 0, shortages: [] };

export const fulfillment: Decider<Fulfillment> = {
  initial: {},
  evolve(facts, event) {
    switch (event.type) {
      case 'order.placed': {
        const isKnown = facts.items !== undefined || facts.outcome !== undefined;
        return isKnown ? facts : { ...facts, items: skuQuantities(event.data.lines) };
      }
      case 'payment.captured':
        return { ...facts, payment: facts.payment ?? 'captured' };
      case 'payment.declined':
        return { ...facts, payment: facts.payment ?? 'declined' };
      case 'shipment.failed':
        return { ...facts, shipmentFailedAt: facts.shipmentFailedAt ?? event.time };
      default:
        return unreachable(event);
    }
  },
  decide(facts) {
    const { items, payment, picking = NOT_BEGUN } = facts;
    if (payment === 'declined') return settle(withoutItems(facts));
    if (items === undefined || payment === undefined) return settle(facts);
    return proceed({ ...facts, items, picking });
  },
};

/** The next step of an order, by what its facts say: after a crash too. */
function proceed(order: Order): Step {
  const { items, picking } = order;
  if (picking.examined < items.length) return examine(order);
  if (picking.taken > 0 && !keepsWhatItTakes(order)) return putBack(order);
  return conclude(order, []);
}

/** Takes the next items from stock; when the order has failed already, only looks whether they are there. */
function examine(order: Order): Step {
  const { picking } = order;
  const next = order.items.slice(picking.examined, picking.examined + SKUS_AT_ONCE);
  const examined = picking.examined + next.length;
  const takes = keepsWhatItTakes(order);
  const refused: Refused<Fulfillment> = (refusals) => {
    const shortages = [...picking.shortages, ...shortagesOf(next, refusals)];
    return keep({ ...order, picking: { ...picking, examined, shortages } });
  };
  const after = { ...order, picking: { ...picking, examined, taken: takes ? examined : picking.taken } };
  return goOn(after, stockWrites(next, takes ? 'take' : 'look'), refused);
}

/** A refused transaction leaves nothing behind, and costs what it would have written: found once, a shortage need not be found again. */
function keep(order: Order): Step {
  const isLast = order.picking.examined === order.items.length;
  return isLast ? proceed(order) : save({ facts: order, join: [] }, () => proceed(order));
}

/** Puts the last of the taken items back. */
function putBack(order: Order): Step {
  const { items, picking } = order;
  const taken = Math.max(0, picking.taken - SKUS_AT_ONCE);
  const back = items.slice(taken, picking.taken);
  return goOn({ ...order, picking: { ...picking, taken } }, stockWrites(back, 'put-back'));
}

/** All or nothing: an order keeps its items as long as none was short and the parcel is not on its way back. */
function keepsWhatItTakes({ picking, shipmentFailedAt }: Order): boolean {
  return picking.shortages.length === 0 && shipmentFailedAt === undefined;
}

/** Makes `order` and the stock true together, then does what is left to do, if anything is. */
function goOn(order: Order, join: readonly JoinedWrite[], refused?: Refused<Fulfillment>): Step {
  const { items, picking } = order;
  const isDone = picking.examined === items.length && (picking.taken === 0 || keepsWhatItTakes(order));
  return isDone ? conclude(order, join, refused) : save({ facts: order, join }, () => proceed(order), refused);
}

/** The end of the order's way through stock; announced the first time only. */
function conclude(order: Order, join: readonly JoinedWrite[], refused?: Refused<Fulfillment>): Step {
  const { items, picking } = order;
  const outcome = order.outcome ?? (picking.shortages.length === 0 ? 'packed' : 'out-of-stock');
  const facts = { ...(picking.taken > 0 ? order : withoutItems(order)), outcome };
  const emit = order.outcome === undefined ? [announcement(outcome, items, picking.shortages)] : [];
  return join.length === 0 ? settle(facts, ...emit) : settleWith({ facts, emit, join }, refused);
}

function announcement(
  outcome: 'packed' | 'out-of-stock',
  items: readonly SkuQuantity[],
  shortages: readonly Shortage[],
): Emits {
  switch (outcome) {
    case 'packed':
      return { type: 'fulfillment.packed', data: { items: [...items] } };
    case 'out-of-stock':
      return { type: 'fulfillment.failed', data: { reason: outcome, shortages: [...shortages] } };
    default:
      return unreachable(outcome);
  }
}

function withoutItems({ items, picking, ...rest }: FulfillmentFacts): FulfillmentFacts {
  return rest;
}
