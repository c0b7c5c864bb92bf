import fc from 'fast-check';
import type { Consumed } from '../../../events/contract.ts';
import { fulfillment } from '../../../handlers/fulfillment/fulfillment.ts';
import type { service } from '../../../handlers/fulfillment/service.ts';
import { OrderUnderTest, specification } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';
import { manyLines, placedOrder, shelf, skuOf, stocked, type Units, unitsOn } from './warehouse.ts';

type Event = Consumed<typeof service>;

const paid = event('payment.captured');
const declined = event('payment.declined');
const undeliverable = event('shipment.failed', { time: '2026-02-01T00:00:00.000Z' });

const onShelf = (units: Units) => specification(fulfillment, {}, shelf(units));

function order(units: Units, ...events: readonly Event[]) {
  return new OrderUnderTest(fulfillment, {}, shelf(units)).when(...events);
}

describe('an order of a few SKUs', () => {
  const placed = placedOrder([
    ['lantern', 6],
    ['heart', 2],
  ]);

  it('is packed when it is placed and paid', () => {
    const items = [
      { sku: 'heart', quantity: 2 },
      { sku: 'lantern', quantity: 6 },
    ];
    const { numbers } = onShelf({ heart: 5, lantern: 6 })
      .given(placed)
      .when(paid)
      .then({ type: 'fulfillment.packed', data: { items } });
    expect(unitsOn(numbers)).toEqual({ heart: 3, lantern: 0 });
  });

  it.each([
    ['placed only', placed],
    ['paid only', paid],
  ])('is not touched while it is %s', (_, known) => {
    const { numbers } = onShelf({ heart: 5, lantern: 6 }).given().when(known).then();
    expect(unitsOn(numbers)).toEqual({ heart: 5, lantern: 6 });
  });

  it('takes nothing when one SKU is short, and names each short one with requested and available', () => {
    const shortages = [{ sku: 'heart', requested: 2, available: 1 }];
    const { facts, numbers } = onShelf({ heart: 1, lantern: 6 })
      .given(placed)
      .when(paid)
      .then({ type: 'fulfillment.failed', data: { reason: 'out-of-stock', shortages } });
    expect(unitsOn(numbers)).toEqual({ heart: 1, lantern: 6 });
    expect(facts).toEqual({ payment: 'captured', outcome: 'out-of-stock' });
  });

  it('counts a SKU that nobody ever stocked as none available', () => {
    const [failure] = order({ heart: 2 }, placed, paid).emitted;
    expect(failure?.data).toEqual({
      reason: 'out-of-stock',
      shortages: [{ sku: 'lantern', requested: 6, available: 0 }],
    });
  });

  it('is summed up over the lines that a SKU stands on', () => {
    const twice = placedOrder([
      ['heart', 2],
      ['heart', 3],
    ]);
    expect(order({ heart: 5 }, twice, paid).emitted).toEqual([
      { type: 'fulfillment.packed', data: { items: [{ sku: 'heart', quantity: 5 }] } },
    ]);
    expect(order({ heart: 4 }, twice, paid).emitted).toMatchObject([
      { data: { shortages: [{ sku: 'heart', requested: 5, available: 4 }] } },
    ]);
  });

  it.each([
    ['before', [declined, placed]],
    ['after', [placed, declined]],
  ])('is forgotten when its payment is declined %s it is placed', (_, events) => {
    const forgotten = order({ heart: 5, lantern: 6 }, ...events);
    expect(forgotten.facts).toEqual({ payment: 'declined' });
    expect(forgotten.emitted).toEqual([]);
    expect(unitsOn(forgotten.numbers)).toEqual({ heart: 5, lantern: 6 });
  });

  it('goes back to the shelf when it is undeliverable, once', () => {
    const returned = order({ heart: 5, lantern: 6 }, placed, paid, undeliverable);
    returned.when({ ...undeliverable, id: 'the same failure told twice' });
    expect(unitsOn(returned.numbers)).toEqual({ heart: 5, lantern: 6 });
    expect(returned.emitted.map(({ type }) => type)).toEqual(['fulfillment.packed']);
    expect(returned.facts).toEqual({
      payment: 'captured',
      outcome: 'packed',
      shipmentFailedAt: undeliverable.time,
    });
  });

  it('puts nothing back when nothing was taken', () => {
    expect(unitsOn(order({ heart: 1, lantern: 6 }, placed, paid, undeliverable).numbers)).toEqual({
      heart: 1,
      lantern: 6,
    });
    expect(unitsOn(order({ heart: 5 }, undeliverable).numbers)).toEqual({ heart: 5 });
  });
});

describe('an order of more SKUs than a transaction holds', () => {
  const largest = placedOrder(manyLines(1_000));

  it('takes every SKU once', () => {
    const packed = order(stocked(1_000, 3), largest, paid);
    expect(unitsOn(packed.numbers)).toEqual(stocked(1_000, 2));
    expect(packed.emitted).toHaveLength(1);
    expect(packed.emitted[0]).toMatchObject({ type: 'fulfillment.packed', data: { items: { length: 1_000 } } });
  });

  it('goes back to the shelf whole', () => {
    expect(unitsOn(order(stocked(1_000, 3), largest, paid, undeliverable).numbers)).toEqual(stocked(1_000, 3));
  });

  it('takes nothing when SKUs are short, and names each of them wherever they stand', () => {
    const units = { ...stocked(1_000, 3), [skuOf(150)]: 0, [skuOf(151)]: 0, [skuOf(999)]: 0 };
    const failed = order(units, largest, paid);
    expect(failed.emitted).toEqual([
      {
        type: 'fulfillment.failed',
        data: {
          reason: 'out-of-stock',
          shortages: [150, 151, 999].map((index) => ({ sku: skuOf(index), requested: 1, available: 0 })),
        },
      },
    ]);
    expect(unitsOn(failed.numbers)).toEqual(units);
  });

  it.each([98, 99, 100, 198, 199])('of %i SKUs is all or nothing too', (count) => {
    const placed = placedOrder(manyLines(count));
    expect(unitsOn(order(stocked(count, 1), placed, paid).numbers)).toEqual(stocked(count, 0));
    const units = { ...stocked(count, 1), [skuOf(count - 1)]: 0 };
    expect(unitsOn(order(units, placed, paid).numbers)).toEqual(units);
  });
});

describe('whatever order the events come in, and however often', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 95, max: 240 }));
  const lines = fc
    .tuple(sizes, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }), fc.integer({ min: 0, max: 10 }))
    .map(([size, quantities, first]) =>
      Array.from({ length: size + 3 }, (_, index): [string, number] => [
        skuOf(first + (index % size)),
        quantities[index % quantities.length] ?? 1,
      ]),
    );
  const outcomes = fc.constantFrom<Event[]>([], [paid], [declined], [paid, undeliverable]);
  const plenty = fc.constantFrom(3, 20, 1_000);

  it('an order ends with the same facts, announcements and stock', () => {
    const seen = { packed: 0, failed: 0, undeliverable: 0, stepwise: 0 };
    const scenario = fc
      .record({ lines, outcomes, plenty })
      .chain(({ lines, outcomes, plenty }) =>
        fc
          .shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6 })
          .map((arrival) => ({ lines, outcomes, plenty, arrival })),
      );
    fc.assert(
      fc.property(scenario, ({ lines, outcomes, plenty, arrival }) => {
        const events: Event[] = [placedOrder(lines), ...outcomes];
        const units = stocked(251, plenty);
        const expected = order(units, ...events);
        const actual = order(units, ...arrival.flatMap((index) => events[index] ?? []));
        expect(actual.facts).toEqual(expected.facts);
        expect(actual.emitted).toEqual(expected.emitted);
        expect(unitsOn(actual.numbers)).toEqual(unitsOn(expected.numbers));
        for (const { type } of expected.emitted) seen[type === 'fulfillment.packed' ? 'packed' : 'failed'] += 1;
        if (outcomes.includes(undeliverable)) seen.undeliverable += 1;
        if (new Set(lines.map(([sku]) => sku)).size > 99) seen.stepwise += 1;
      }),
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  });

  it('stock is never below zero, and is less by what is packed and not returned', () => {
    let packedUnits = 0;
    const orders = fc.array(fc.tuple(lines, fc.boolean()), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(orders, plenty, (placedOrders, available) => {
        const numbers = shelf(stocked(251, available));
        let taken = 0;
        for (const [lines, isReturned] of placedOrders) {
          const one = new OrderUnderTest(fulfillment, {}, numbers).when(placedOrder(lines), paid);
          if (isReturned) one.when(undeliverable);
          const isPacked = one.emitted[0]?.type === 'fulfillment.packed';
          if (isPacked && !isReturned) taken += lines.reduce((sum, [, quantity]) => sum + quantity, 0);
          expect(Math.min(...numbers.values())).toBeGreaterThanOrEqual(0);
        }
        packedUnits += taken;
        const left = [...numbers.values()].reduce((sum, units) => sum + units, 0);
        expect(251 * available - left).toBe(taken);
      }),
    );
    expect(packedUnits).toBeGreaterThan(0);
  });
});
