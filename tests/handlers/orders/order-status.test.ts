import fc from 'fast-check';
import { contract, type EventType } from '../../../events/contract.ts';
import { hasEnded, orderStatus } from '../../../handlers/orders/order-status.ts';

const paths: [string, EventType[], boolean][] = [
  ['unknown', [], false],
  ['unknown', ['invoice.issued'], false],
  ['placed', ['order.placed'], false],
  ['placed', ['order.placed', 'invoice.issued'], false],
  ['paid', ['order.placed', 'payment.captured'], false],
  ['packed', ['order.placed', 'payment.captured', 'fulfillment.packed'], false],
  ['shipped', ['order.placed', 'payment.captured', 'fulfillment.packed', 'shipment.dispatched'], true],
  ['declined', ['order.placed', 'payment.declined'], true],
  ['out-of-stock', ['order.placed', 'payment.captured', 'fulfillment.failed'], false],
  [
    'refunded',
    ['order.placed', 'payment.captured', 'fulfillment.failed', 'payment.refunded', 'invoice.credited'],
    true,
  ],
  ['undeliverable', ['order.placed', 'payment.captured', 'fulfillment.packed', 'shipment.failed'], false],
  ['refunded', ['order.placed', 'payment.captured', 'fulfillment.packed', 'shipment.failed', 'payment.refunded'], true],
];

describe('the status of an order', () => {
  it.each(paths)('is %s after %j', (status, types, ended) => {
    expect(orderStatus(types)).toBe(status);
    expect(hasEnded(orderStatus(types))).toBe(ended);
  });

  it('is that of the most telling event, where two contradict each other', () => {
    const mostTellingFirst: EventType[] = [
      'shipment.dispatched',
      'payment.refunded',
      'payment.declined',
      'shipment.failed',
      'fulfillment.failed',
      'fulfillment.packed',
      'payment.captured',
      'order.placed',
    ];
    for (const [rank, stronger] of mostTellingFirst.entries())
      for (const weaker of mostTellingFirst.slice(rank + 1))
        expect([weaker, orderStatus([stronger, weaker])]).toEqual([weaker, orderStatus([stronger])]);
  });

  it('does not depend on the order or the number of its events', () => {
    const types = Object.keys(contract) as EventType[];
    let duplicated = 0;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...types), { maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (arrival, picks) => {
          const shuffled = [...arrival].sort(() => (Number(picks.next().value) % 2 === 0 ? 1 : -1));
          if (new Set(arrival).size < arrival.length) duplicated += 1;
          expect(orderStatus(shuffled)).toBe(orderStatus(new Set(arrival)));
        },
      ),
    );
    expect(duplicated).toBeGreaterThan(0);
  });
});
