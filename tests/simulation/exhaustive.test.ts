import { type ConsumerName, consumerNames } from '../rig/consumer-names.ts';
import { event } from '../rig/event-builder.ts';
import { explore, type Scenario } from './exhaustive.ts';
import type { Fault } from './faults.ts';

/** The service's messages are younger than an hour: the pipeline asks blindly, as it does for nearly all. */
const time = '2026-01-31T11:59:59.000Z';
const lines = [{ sku: 'SKU', quantity: 2, unitPriceMinor: 100 }];
const items = [{ sku: 'SKU', quantity: 2 }];

const placed = event('order.placed', { time, data: { lines, totalMinor: 200, paymentToken: 'pm_card_visa' } });
const captured = event('payment.captured', { time, data: { amountMinor: 200 } });
const refunded = event('payment.refunded', { time, data: { amountMinor: 200 } });
const packed = event('fulfillment.packed', { time, data: { items } });
const outOfStock = event('fulfillment.failed', { time });
const undeliverable = event('shipment.failed', { time });

const twice = (service: ConsumerName, when: Scenario['when'][0], ...given: Scenario['given']): Scenario => ({
  service,
  given,
  when: [when, when],
});

const scenarios: readonly [string, Scenario][] = [
  ['payment charges', twice('payment', placed)],
  ['payment refunds', twice('payment', outOfStock, placed)],
  ['invoice issues an invoice', twice('invoice', placed)],
  ['invoice issues a credit note', twice('invoice', refunded, placed)],
  ['fulfillment reserves stock', twice('fulfillment', captured, placed)],
  ['fulfillment puts stock back', twice('fulfillment', undeliverable, placed, captured)],
  ['shipping books a parcel', twice('shipping', packed, placed)],
  ['forecasting notes a demand', twice('forecasting', placed)],
  ['rewards gives points', twice('rewards', captured)],
  ['rewards takes points back', twice('rewards', refunded, captured)],
  ['orders notes an event', twice('orders', captured, placed)],
  [
    'fulfillment hears of the order and its payment at once',
    { service: 'fulfillment', given: [], when: [placed, captured] },
  ],
  [
    'shipping hears of the order and of its packing at once',
    { service: 'shipping', given: [], when: [placed, packed] },
  ],
  [
    'rewards hears of the payment and its refund at once',
    { service: 'rewards', given: [], when: [captured, refunded] },
  ],
];

const faults: readonly [string, Fault, number][] = [
  ['a process dies, or both do', 'crashes', 2],
  ['an answer is lost, or two are', 'lost answers', 2],
];

it('every service has a scenario in this file', () => {
  const explored = new Set(scenarios.map(([, { service }]) => service));
  expect(consumerNames.filter((name) => !explored.has(name))).toEqual([]);
});

describe('two transactions that meet on the same item', () => {
  it('end in the same state, whichever comes first in each of their phases', async () => {
    const scenario = twice('fulfillment', captured, placed);
    const { ways, unfinished, violations } = await explore(scenario, [], 0, { areWritesInstant: false });
    expect(violations.slice(0, 3)).toEqual([]);
    expect(ways).toBeGreaterThan(1_000);
    // In some, one of the two had to come again.
    expect(unfinished).toBeGreaterThan(100);
  }, 180_000);
});

describe.each(scenarios)('two processes at once, while %s', (_, scenario) => {
  it.each(faults)('end in the same state in every interleaving, and wherever %s', async (__, fault, most) => {
    const { ways, unfinished, violations } = await explore(scenario, [fault], most);
    expect(violations.slice(0, 3)).toEqual([]);
    // There was something to explore, and it did go wrong.
    expect(ways).toBeGreaterThan(10);
    if (fault === 'crashes') expect(unfinished).toBeGreaterThan(5);
  });
});
