import fc from 'fast-check';
import type { Consumed } from '../../../events/contract.ts';
import { contract, type EventType } from '../../../events/contract.ts';
import { orders } from '../../../handlers/orders/orders.ts';
import type { service } from '../../../handlers/orders/service.ts';
import { OrderUnderTest } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const types = Object.keys(contract) as EventType[];
const all = types.map((type, index) =>
  event(type, { time: `2026-01-31T12:00:${String(index).padStart(2, '0')}.000Z` }),
);

function historyOf(events: readonly Consumed<typeof service>[]) {
  return new OrderUnderTest(orders).when(...events).facts;
}

describe('the order history', () => {
  it('keeps each event with its time and a short remark', () => {
    expect(historyOf(all).events).toEqual([
      { type: 'order.placed', time: '2026-01-31T12:00:00.000Z' },
      { type: 'payment.captured', time: '2026-01-31T12:00:01.000Z' },
      { type: 'payment.declined', time: '2026-01-31T12:00:02.000Z', note: 'card_declined' },
      { type: 'payment.refunded', time: '2026-01-31T12:00:03.000Z', note: 'out-of-stock' },
      { type: 'fulfillment.packed', time: '2026-01-31T12:00:04.000Z' },
      { type: 'fulfillment.failed', time: '2026-01-31T12:00:05.000Z', note: '1 short' },
      { type: 'shipment.dispatched', time: '2026-01-31T12:00:06.000Z', note: 'sandbox SB4821907735GB' },
      { type: 'shipment.failed', time: '2026-01-31T12:00:07.000Z', note: 'undeliverable' },
      { type: 'invoice.issued', time: '2026-01-31T12:00:08.000Z', note: '2026-000001' },
      { type: 'invoice.credited', time: '2026-01-31T12:00:09.000Z', note: 'CN-2026-000001' },
    ]);
  });

  it('knows customer, total and number of lines once the order is placed', () => {
    expect(historyOf([event('order.placed')])).toMatchObject({
      customerId: '17850',
      currency: 'GBP',
      totalMinor: 3564,
      lines: 2,
    });
  });

  it('keeps neither address nor payment token', () => {
    const kept = JSON.stringify(historyOf(all));
    for (const secret of ['Long Lane', 'Turner', 'Leeds', 'pm_card_visa']) expect(kept).not.toContain(secret);
  });

  it('ends the same for every permutation and duplication', () => {
    const expected = historyOf(all);
    let duplicated = 0;
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 20 }), (arrival) => {
        duplicated += arrival.length - new Set(arrival).size;
        expect(historyOf(arrival)).toEqual(expected);
      }),
    );
    expect(duplicated).toBeGreaterThan(0);
  });
});
