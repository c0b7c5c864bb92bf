import fc from 'fast-check';
import { DayTotals } from '../../../handlers/forecasting/day-totals.ts';
import { type Forecasting, forecasting, indexedByDay } from '../../../handlers/forecasting/forecasting.ts';
import { OrderUnderTest } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const DAY = '2026-01-31';
const placed = (orderId: string, ...lines: readonly [string, number][]) =>
  event('order.placed', {
    orderId,
    time: `${DAY}T23:59:59.999Z`,
    data: { lines: lines.map(([sku, quantity]) => ({ sku, quantity, unitPriceMinor: 100 })) },
  });
const declined = (orderId: string) => event('payment.declined', { orderId, time: '2026-02-01T00:00:01.000Z' });
const failed = (orderId: string, sku: string, requested: number, available: number) =>
  event('fulfillment.failed', { orderId, data: { shortages: [{ sku, requested, available }] } });

function totalsOf(...orders: readonly OrderUnderTest<Forecasting>[]): Record<string, object> {
  const totals = new DayTotals(DAY);
  for (const { facts } of orders) totals.add(facts);
  return Object.fromEntries(totals.bySku);
}

const order = (...events: readonly Forecasting['event'][]) => new OrderUnderTest(forecasting).when(...events);

describe('demand', () => {
  it('is what an order asks for on the day it was placed, each SKU once', () => {
    expect(totalsOf(order(placed('order-1', ['lantern', 2], ['teapot', 1], ['lantern', 3])))).toEqual({
      lantern: { day: DAY, ordered: 5, takenBack: 0, unmet: 0 },
      teapot: { day: DAY, ordered: 1, takenBack: 0, unmet: 0 },
    });
  });

  it('is taken back on the day of the order when the payment is declined, whichever is heard of first', () => {
    const events = [placed('order-1', ['lantern', 2]), declined('order-1')];
    for (const one of [order(...events), order(...events.toReversed())]) {
      expect(totalsOf(one)).toEqual({ lantern: { day: DAY, ordered: 2, takenBack: 2, unmet: 0 } });
    }
  });

  it('is unmet by what was not there', () => {
    expect(totalsOf(order(failed('order-1', 'lantern', 5, 2), placed('order-1', ['lantern', 5])))).toEqual({
      lantern: { day: DAY, ordered: 5, takenBack: 0, unmet: 3 },
    });
  });

  it('is found by its day once the order is known, in one of sixteen shards', () => {
    expect(indexedByDay({ isTakenBack: true }, 'order-1')).toEqual({});
    expect(indexedByDay({ placed: { day: DAY, units: [] } }, 'order-1').dayShard).toMatch(/^2026-01-31\/\d{1,2}$/);
  });

  it('adds up to the same in any order and any number of deliveries', () => {
    let reordered = 0;
    const fates = fc.array(fc.record({ units: fc.integer({ min: 1, max: 9 }), isDeclined: fc.boolean() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(fates, fc.infiniteStream(fc.nat()), (drawn, chance) => {
        const orders = drawn.map(() => new OrderUnderTest(forecasting));
        const underWay = drawn.flatMap(({ units, isDeclined }, index) => {
          const id = `order-${index}`;
          const all = [placed(id, ['lantern', units]), ...(isDeclined ? [declined(id)] : [])];
          return [...all, ...all].map((one) => ({ index, one }));
        });
        while (underWay.length > 0) {
          const [delivery] = underWay.splice(Number(chance.next().value) % underWay.length, 1);
          if (delivery === undefined) break;
          if (delivery.one.type === 'payment.declined' && !orders[delivery.index]?.facts.placed) reordered += 1;
          orders[delivery.index]?.when(delivery.one);
        }
        const sum = (some: typeof drawn) => some.reduce((total, { units }) => total + units, 0);
        expect(totalsOf(...orders)).toEqual({
          lantern: { day: DAY, ordered: sum(drawn), takenBack: sum(drawn.filter((one) => one.isDeclined)), unmet: 0 },
        });
      }),
    );
    expect(reordered).toBeGreaterThan(0);
  });
});
