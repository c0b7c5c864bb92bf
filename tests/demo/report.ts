/** What the demo tells: one document, and the same as a table. */

import type { EventType } from '../../events/contract.ts';
import type { OrderStatus } from '../../handlers/orders/order-status.ts';
import type { Counts } from '../../lib/local/functions/counters.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { unitsOn } from '../../resources/load/shelves.ts';
import { demandIsWhatWasOrdered } from '../invariants/demand.ts';
import type { Invariant, Money } from '../invariants/invariant.ts';
import { moneyText } from '../invariants/invariant.ts';
import { everyOrderHasOneInvoice, everyRefundHasOneCreditNote } from '../invariants/invoices.ts';
import { everyEventOncePerId, everyQueueIsEmpty } from '../invariants/messages.ts';
import {
  charged,
  chargedAndRefundedOnce,
  chargedIsWhatTheOrdersCost,
  costOf,
  keptIsWhatTheShippedOrdersCost,
  refunded,
  shippedValue,
} from '../invariants/money.ts';
import { nothingIsOpen, onlyAcceptedOrdersExist, openOrders, rejectedAsTheRulesSay } from '../invariants/orders.ts';
import { pointsAreThoseOfShippedOrders } from '../invariants/points.ts';
import { noShelfIsOverdrawn, shippedUnits, stockLeftIsWhatWasShipped } from '../invariants/stock.ts';
import { historyOf, paymentOf, type Snapshot, statusOf } from './snapshot.ts';

const CHECKS = [
  nothingIsOpen,
  rejectedAsTheRulesSay,
  onlyAcceptedOrdersExist,
  chargedIsWhatTheOrdersCost,
  keptIsWhatTheShippedOrdersCost,
  chargedAndRefundedOnce,
  stockLeftIsWhatWasShipped,
  noShelfIsOverdrawn,
  pointsAreThoseOfShippedOrders,
  everyOrderHasOneInvoice,
  everyRefundHasOneCreditNote,
  demandIsWhatWasOrdered,
  everyEventOncePerId,
  everyQueueIsEmpty,
];

/** What must hold when everything has come to rest. */
export function invariantsOf(offered: Offered, snapshot: Snapshot): Invariant[] {
  return CHECKS.map((check) => check(offered, snapshot));
}

export interface Report {
  readonly orders: {
    readonly offered: number;
    readonly cancellations: number;
    readonly rejected: number;
    readonly accepted: number;
    readonly captured: number;
    readonly declined: number;
    readonly shipped: number;
    readonly refunded: number;
    readonly outOfStock: number;
    readonly undeliverable: number;
    readonly open: number;
  };
  /** In minor units. */
  readonly money: {
    readonly accepted: Money;
    readonly captured: Money;
    readonly charged: Money;
    readonly refunded: Money;
    readonly shipped: Money;
  };
  /** In units. */
  readonly stock: { readonly initial: number; readonly shipped: number; readonly final: number };
  readonly messages: {
    readonly published: number;
    readonly delivered: number;
    readonly handled: number;
    readonly duplicates: number;
    readonly retried: number;
    readonly deadLettered: number;
  };
  readonly dynamodb: { readonly reads: number; readonly writes: number; readonly writeUnits: number };
  readonly invariants: readonly Invariant[];
  readonly seconds: number;
  readonly ordersPerSecond: number;
}

export interface Observed {
  readonly cancellations: number;
  readonly offered: Offered;
  readonly snapshot: Snapshot;
  readonly counts: Counts;
  /** From the first order sent to the last message dealt with. */
  readonly seconds: number;
}

export function reportOf({ cancellations, offered, snapshot, counts, seconds }: Observed): Report {
  const { accepted, rejected } = offered;
  const ids = [...accepted.keys()];
  const paid = (kind: 'captured' | 'declined') =>
    ids.filter((id) => paymentOf(snapshot, id).charge?.kind === kind).length;
  const inStatus = (status: OrderStatus) => ids.filter((id) => statusOf(snapshot, id) === status).length;
  const withEvent = (type: EventType) =>
    ids.filter((id) => historyOf(snapshot, id).events.some((entry) => entry.type === type)).length;
  return {
    orders: {
      offered: cancellations + rejected.length + accepted.size,
      cancellations,
      rejected: rejected.length,
      accepted: accepted.size,
      captured: paid('captured'),
      declined: paid('declined'),
      shipped: inStatus('shipped'),
      refunded: inStatus('refunded'),
      outOfStock: withEvent('fulfillment.failed'),
      undeliverable: withEvent('shipment.failed'),
      open: openOrders(ids, snapshot).length,
    },
    money: {
      accepted: costOf(accepted.values()),
      captured: charged(snapshot),
      charged: charged(snapshot),
      refunded: refunded(snapshot),
      shipped: shippedValue(offered, snapshot),
    },
    stock: {
      initial: unitsOn(snapshot.shelves.before),
      shipped: unitsOn(shippedUnits(offered, snapshot)),
      final: unitsOn(snapshot.shelves.after),
    },
    messages: messagesOf(counts, snapshot),
    dynamodb: {
      reads: sum(counts, 'DynamoDBReads'),
      writes: sum(counts, 'DynamoDBWrites'),
      writeUnits: sum(counts, 'WriteUnits'),
    },
    invariants: invariantsOf(offered, snapshot),
    seconds: round(seconds),
    ordersPerSecond: round(accepted.size / seconds),
  };
}

function messagesOf(counts: Counts, { queues }: Snapshot): Report['messages'] {
  const [handled, duplicates, retried, quarantined] = (
    ['Handled', 'Duplicates', 'Retried', 'Quarantined'] as const
  ).map((name) => sum(counts, name)) as [number, number, number, number];
  const dead = queues.filter(({ isDeadLetterQueue }) => isDeadLetterQueue);
  return {
    published: sum(counts, 'Published') + sum(counts, 'Accepted') + sum(counts, 'Replayed'),
    delivered: handled + duplicates + retried + quarantined,
    handled,
    duplicates,
    retried,
    deadLettered: dead.reduce((total, { visible, inFlight, delayed }) => total + visible + inFlight + delayed, 0),
  };
}

function sum(counts: Counts, metric: string): number {
  return Object.values(counts).reduce((total, metrics) => total + (metrics[metric] ?? 0), 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function allHold({ invariants }: Report): boolean {
  return invariants.every(({ holds }) => holds);
}

/** The report for a person. */
export function tableOf(report: Report): string {
  const { orders, money, stock, messages, dynamodb, invariants, seconds, ordersPerSecond } = report;
  return [
    section('orders', orders),
    `  ${'money'.padEnd(LABEL)}charged ${moneyText(money.charged)}, refunded ${moneyText(money.refunded)}, shipped ${moneyText(money.shipped)}`,
    section('stock', stock),
    section('messages', messages),
    section('dynamodb', dynamodb),
    `  ${'time'.padEnd(LABEL)}${seconds} s, ${ordersPerSecond} orders per second`,
    '',
    ...invariants.map(({ name, holds, detail }) => `  ${holds ? '✔' : '✘'} ${name} (${detail})`),
    '',
    allHold(report)
      ? '  Every invariant holds. Next: npm start, and place an order of your own.'
      : '  Not every invariant holds.',
  ].join('\n');
}

const LABEL = 12;

function section(title: string, values: Readonly<Record<string, number>>): string {
  const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `  ${title.padEnd(LABEL)}${Object.entries(values)
    .map(([name, value]) => `${words(name)} ${value}`)
    .join(', ')}`;
}
