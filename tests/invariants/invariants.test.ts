import { eventId } from '../../lib/cloudevents/event-id.ts';
import type { StoredRecord } from '../../lib/store/record-store.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import type { Offered } from '../../resources/load/replay.ts';
import type { Snapshot } from '../demo/snapshot.ts';
import { demandIsWhatWasOrdered } from './demand.ts';
import type { Check } from './invariant.ts';
import { everyOrderHasOneInvoice, everyRefundHasOneCreditNote } from './invoices.ts';
import { everyEventOncePerId, everyQueueIsEmpty } from './messages.ts';
import { chargedAndRefundedOnce, chargedIsWhatTheOrdersCost, keptIsWhatTheShippedOrdersCost } from './money.ts';
import { nothingIsOpen, onlyAcceptedOrdersExist, rejectedAsTheRulesSay } from './orders.ts';
import { pointsAreThoseOfShippedOrders } from './points.ts';
import { noShelfIsOverdrawn, stockLeftIsWhatWasShipped } from './stock.ts';

const order: RetailOrder = {
  invoiceNo: '1',
  body: {
    customerId: 'guest',
    currency: 'GBP',
    lines: [{ sku: 'lantern', quantity: 2, unitPriceMinor: 50 }],
    totalMinor: 100,
    shippingAddress: { country: 'France' },
    paymentToken: 'pm_card_visa',
  },
};
const offered: Offered = { accepted: new Map([['order-1', order]]), rejected: [] };

const placedId = eventId('order-api', 'order-1', 'order.placed');
const time = '2026-01-31T12:00:00.000Z';
const record = (facts: unknown, parts: Partial<StoredRecord> = {}): StoredRecord => ({
  subject: 'order-1',
  version: 1,
  facts,
  inbox: [placedId],
  outbox: {},
  ...parts,
});
const charge = { kind: 'captured', chargeId: 'ch_1', amountMinor: 100, currency: 'GBP', customerId: 'guest' };
const history = (...types: string[]) => record({ events: types.map((type) => ({ type, time })) });
const queue = {
  logicalId: 'Q',
  name: 'payment',
  url: '',
  isDeadLetterQueue: false,
  visible: 0,
  inFlight: 0,
  delayed: 0,
};

const numbered = (number: string, kind = 'invoice') => ({ [kind]: { number, issuedAt: time } });
const invoices = (number: string, more = {}) => ({ 'order-1': record({ ...numbered(number), ...more }) });
const demandOf = (ordered: number, takenBack: number) =>
  new Map([['lantern', { days: [{ day: '2026-01-31', ordered, takenBack, unmet: 0 }] }]]);

/** A system in which one order was shipped, with `changes` to what its stores hold. */
function snapshotWith(
  changes: Partial<Record<'payment' | 'orders' | 'invoice', Record<string, StoredRecord>>> & Partial<Snapshot> = {},
): Snapshot {
  const { payment = { 'order-1': record({ charge }) }, orders, invoice = invoices('2026-000001'), ...rest } = changes;
  const shipped = { 'order-1': history('order.placed', 'payment.captured', 'shipment.dispatched') };
  return {
    records: new Map([
      ['payment', new Map(Object.entries(payment))],
      ['invoice', new Map(Object.entries(invoice))],
      ['orders', new Map(Object.entries(orders ?? shipped))],
    ]),
    queues: [queue],
    shelves: { before: new Map([['lantern', 10]]), after: new Map([['lantern', 8]]) },
    balances: new Map([['guest', 1]]),
    demand: demandOf(2, 0),
    ...rest,
  };
}

const checks: Record<string, Check> = {
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
};

it.each(Object.entries(checks))('%s holds when an order went well', (_, check) => {
  expect(check(offered, snapshotWith())).toMatchObject({ holds: true });
});

const twoCharges = { 'order-1': record({ charge }), 'order-2': record({ charge }) };
const misfortunes: [string, Check, Offered, Snapshot][] = [
  [
    'an order that waits for ever',
    nothingIsOpen,
    offered,
    snapshotWith({ orders: { 'order-1': history('order.placed') } }),
  ],
  ['a valid order that was refused', rejectedAsTheRulesSay, { accepted: new Map(), rejected: [order] }, snapshotWith()],
  ['an order from nowhere', onlyAcceptedOrdersExist, { ...offered, accepted: new Map() }, snapshotWith()],
  [
    'a charge of another amount',
    chargedIsWhatTheOrdersCost,
    offered,
    snapshotWith({ payment: { 'order-1': record({ charge: { ...charge, amountMinor: 99 } }) } }),
  ],
  [
    'a refund of an order that was shipped',
    keptIsWhatTheShippedOrdersCost,
    offered,
    snapshotWith({ payment: { 'order-1': record({ charge, refundId: 're_1' }) } }),
  ],
  ['a charge that two orders share', chargedAndRefundedOnce, offered, snapshotWith({ payment: twoCharges })],
  [
    'stock that vanished',
    stockLeftIsWhatWasShipped,
    offered,
    snapshotWith({ shelves: { before: new Map([['lantern', 10]]), after: new Map([['lantern', 7]]) } }),
  ],
  [
    'stock below zero',
    noShelfIsOverdrawn,
    offered,
    snapshotWith({ shelves: { before: new Map(), after: new Map([['lantern', -1]]) } }),
  ],
  ['points for nothing', pointsAreThoseOfShippedOrders, offered, snapshotWith({ balances: new Map([['guest', 2]]) })],
  ['points that were never given', pointsAreThoseOfShippedOrders, offered, snapshotWith({ balances: new Map() })],
  ['an order without an invoice', everyOrderHasOneInvoice, offered, snapshotWith({ invoice: {} })],
  ['a number that was skipped', everyOrderHasOneInvoice, offered, snapshotWith({ invoice: invoices('2026-000002') })],
  [
    'a number that was used twice',
    everyOrderHasOneInvoice,
    offered,
    snapshotWith({ invoice: { ...invoices('2026-000001'), 'order-2': record(numbered('2026-000001')) } }),
  ],
  [
    'a credit note without a refund',
    everyRefundHasOneCreditNote,
    offered,
    snapshotWith({ invoice: invoices('2026-000001', numbered('CN-2026-000001', 'creditNote')) }),
  ],
  [
    'a refund without a credit note',
    everyRefundHasOneCreditNote,
    offered,
    snapshotWith({ payment: { 'order-1': record({ charge, refundId: 're_1' }) } }),
  ],
  ['demand that was counted twice', demandIsWhatWasOrdered, offered, snapshotWith({ demand: demandOf(4, 0) })],
  [
    'demand that was not taken back',
    demandIsWhatWasOrdered,
    offered,
    snapshotWith({
      orders: { 'order-1': history('order.placed', 'payment.declined') },
    }),
  ],
  [
    'an event that never reached the history',
    everyEventOncePerId,
    offered,
    snapshotWith({
      payment: {
        'order-1': record({ charge }, { outbox: { [placedId]: [{ type: 'payment.captured', time, data: {} }] } }),
      },
    }),
  ],
  [
    'an event that nobody committed',
    everyEventOncePerId,
    offered,
    snapshotWith({ orders: { 'order-1': record({ events: [] }, { inbox: [placedId, 'from nowhere'] }) } }),
  ],
  [
    'an event in the history twice',
    everyEventOncePerId,
    offered,
    snapshotWith({ orders: { 'order-1': record({ events: [] }, { inbox: [placedId, placedId] }) } }),
  ],
  [
    'a dead letter',
    everyQueueIsEmpty,
    offered,
    snapshotWith({ queues: [{ ...queue, isDeadLetterQueue: true, visible: 1 }] }),
  ],
];

it.each(misfortunes)('%s breaks an invariant', (_, check, given, snapshot) => {
  expect(check(given, snapshot)).toMatchObject({ holds: false });
});
