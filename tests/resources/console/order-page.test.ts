import { placedEventId } from '../../../handlers/order-api/announcement.ts';
import { eventId } from '../../../lib/cloudevents/event-id.ts';
import { absentRecord, type StoredRecord } from '../../../lib/store/record-store.ts';
import { flowMapOf } from '../../../resources/console/server/flow-map.ts';
import { type OrderParts, orderPageOf } from '../../../resources/console/server/order-page.ts';

const ORDER = '10000000-0000-5000-8000-000000000001';
const PLACED = placedEventId(ORDER);
const CAPTURED = eventId('payment', PLACED, 'payment.captured');
const map = flowMapOf();

const known = (record: Partial<StoredRecord>): StoredRecord => ({
  ...absentRecord(ORDER),
  version: 1,
  facts: {},
  ...record,
});

/** The services that have heard of the order; the others have not. */
function pageOf(records: Readonly<Record<string, Partial<StoredRecord>>>, more: Partial<OrderParts> = {}) {
  const all = map.services.map(
    ({ name }) => [name, records[name] ? known(records[name]) : absentRecord(ORDER)] as const,
  );
  return orderPageOf({
    orderId: ORDER,
    map,
    records: Object.fromEntries(all),
    attemptsOf: () => [],
    failures: [],
    now: Date.parse('2026-01-31T12:00:10.000Z'),
    reveal: false,
    ...more,
  });
}

const history = {
  events: [{ type: 'order.placed', time: '2026-01-31T12:00:00.000Z' }],
  customerId: 'C-1',
  currency: 'GBP',
  totalMinor: 100,
  lines: 1,
};
const everybody = Object.fromEntries(
  map.services
    .filter(({ consumes }) => consumes.includes('order.placed'))
    .map(({ name }) => [name, { inbox: [PLACED], facts: { events: [] } }]),
);

test('an order that nobody has heard of has no page', () => {
  expect(pageOf({})).toBeUndefined();
});

test('a service that has not dealt with an event is where the order waits', () => {
  const { invoice: _, ...others } = everybody;
  const page = pageOf({ ...others, orders: { inbox: [PLACED], facts: history } });
  expect(page?.waiting).toEqual([{ service: 'invoice', eventType: 'order.placed', eventId: PLACED }]);
});

test('an event is known from the outbox of who committed it, though nobody has heard of it yet', () => {
  const outbox = { [PLACED]: [{ type: 'payment.captured', time: '2026-01-31T12:00:02.500Z', data: {} }] };
  const page = pageOf({
    ...everybody,
    orders: { inbox: [PLACED], facts: history },
    payment: { inbox: [PLACED], outbox },
  });
  expect(page?.events.map(({ id, by, sinceCauseMs }) => [id, by, sinceCauseMs])).toEqual([
    [PLACED, 'order-api', null],
    [CAPTURED, 'payment', 2_500],
  ]);
  expect(page?.waiting.map(({ service }) => service)).toEqual(['invoice', 'fulfillment', 'rewards', 'orders']);
});

test('an order is placed before the history has heard of it: then its time is not known', () => {
  const page = pageOf({ payment: { inbox: [PLACED] } });
  expect(page?.events).toMatchObject([{ type: 'order.placed', time: null }]);
  expect(page).toMatchObject({ status: 'unknown', placedAt: '', tookMs: null, isOverdue: false });
});

test('attempts say how long the message waited before each, and how long each took', () => {
  const at = { functionName: '', eventId: PLACED, sentAt: 1_000 };
  const attempts = [
    { ...at, attempt: 1, startedAt: 1_010, endedAt: 1_050, isAcknowledged: false },
    { ...at, attempt: 2, startedAt: 3_050, endedAt: 3_060, isAcknowledged: true },
  ];
  const page = pageOf(everybody, { attemptsOf: (service) => (service === 'payment' ? attempts : []) });
  const payment = page?.events[0]?.consumers.find(({ service }) => service === 'payment');
  expect(payment).toEqual({
    service: 'payment',
    isHandled: true,
    attempts: [
      { attempt: 1, waitedMs: 10, tookMs: 40, isAcknowledged: false },
      { attempt: 2, waitedMs: 2_000, tookMs: 10, isAcknowledged: true },
    ],
  });
});

test('personal data is masked wherever it stands, until it is asked for', () => {
  const records = { orders: { facts: history }, invoice: { facts: { order: { billTo: { city: 'Leeds' } } } } };
  expect(JSON.stringify(pageOf(records))).not.toMatch(/C-1|Leeds/);
  expect(JSON.stringify(pageOf(records, { reveal: true }))).toMatch(/C-1.*Leeds/);
});
