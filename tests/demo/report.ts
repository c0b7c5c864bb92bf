/** What the demo tells: one document, and the same as a table. */
import type { Counts } from '../../lib/local/functions/counters.ts';
import type { Invariant, Money, Offered } from './invariants/invariant.ts';
import { moneyText } from './invariants/invariant.ts';
import { everyEventOncePerId, everyQueueIsEmpty } from './invariants/messages.ts';
import { captured, capturedIsWhatTheOrdersCost, chargedOnce, costOf } from './invariants/money.ts';
import { nothingIsOpen, onlyAcceptedOrdersExist, openOrders, rejectedAsTheRulesSay } from './invariants/orders.ts';
import { paymentOf, type Snapshot } from './snapshot.ts';

const CHECKS = [
  nothingIsOpen,
  rejectedAsTheRulesSay,
  onlyAcceptedOrdersExist,
  capturedIsWhatTheOrdersCost,
  chargedOnce,
  everyEventOncePerId,
  everyQueueIsEmpty,
];

export interface Report {
  readonly orders: {
    readonly offered: number;
    readonly cancellations: number;
    readonly rejected: number;
    readonly accepted: number;
    readonly captured: number;
    readonly declined: number;
    readonly open: number;
  };
  /** In minor units. */
  readonly money: { readonly accepted: Money; readonly captured: Money };
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
  return {
    orders: {
      offered: cancellations + rejected.length + accepted.size,
      cancellations,
      rejected: rejected.length,
      accepted: accepted.size,
      captured: paid('captured'),
      declined: paid('declined'),
      open: openOrders(ids, snapshot).length,
    },
    money: { accepted: costOf(accepted.values()), captured: captured(snapshot) },
    messages: messagesOf(counts, snapshot),
    dynamodb: {
      reads: sum(counts, 'DynamoDBReads'),
      writes: sum(counts, 'DynamoDBWrites'),
      writeUnits: sum(counts, 'WriteUnits'),
    },
    invariants: CHECKS.map((check) => check(offered, snapshot)),
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
  const { orders, money, messages, dynamodb, invariants, seconds, ordersPerSecond } = report;
  return [
    section('orders', orders),
    `  ${'money'.padEnd(LABEL)}accepted ${moneyText(money.accepted)}, captured ${moneyText(money.captured)}`,
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
