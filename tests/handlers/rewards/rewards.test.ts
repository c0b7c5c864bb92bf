import fc from 'fast-check';
import { pointsFor, rewards } from '../../../handlers/rewards/rewards.ts';
import { PermanentError } from '../../../lib/errors.ts';
import { type Numbers, OrderUnderTest, specification } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const BALANCE = 'balances/17850/points';
const captured = (amountMinor: number, orderId = 'order-1') =>
  event('payment.captured', { orderId, data: { amountMinor } });
const refunded = (amountMinor: number, orderId = 'order-1') =>
  event('payment.refunded', { orderId, data: { amountMinor } });

describe('rewards', () => {
  it.each([
    ['GBP', 3_564, 35],
    ['GBP', 99, 0],
    ['JPY', 3_564, 3_564],
    ['KWD', 3_564, 3],
  ])('are a point for each whole unit: %s %i in minor units is %i', (currency, amountMinor, points) => {
    expect(pointsFor({ currency, amountMinor })).toBe(points);
  });

  const { given } = specification(rewards);

  it('are added to the balance of the customer who paid', () => {
    const { numbers } = given().when(captured(3_564)).then();
    expect(numbers).toEqual(new Map([[BALANCE, 35]]));
  });

  it('are taken back with the money', () => {
    const { numbers } = given(captured(3_564)).when(refunded(3_564)).then();
    expect(numbers.get(BALANCE)).toBe(0);
  });

  it('are never given for a payment whose refund was heard of first', () => {
    const { facts, numbers } = given(refunded(3_564)).when(captured(3_564)).then();
    expect(numbers.get(BALANCE)).toBeUndefined();
    expect(facts).toMatchObject({ points: 35, isRefunded: true });
  });

  it('stay as they are when a refund is not of the whole amount, which the contract does not know: it is refused for good', () => {
    const order = new OrderUnderTest(rewards).when(captured(1_530));
    expect(() => order.when(refunded(500))).toThrow(
      new PermanentError('ImpossibleRefund', 'a captured payment is refunded in full; this refund has another amount'),
    );
    expect(order.numbers.get(BALANCE)).toBe(15);
  });

  it('are given all the same when such a refund was heard of first', () => {
    const { numbers } = given(refunded(500)).when(captured(1_530)).then();
    expect(numbers.get(BALANCE)).toBe(15);
  });

  it('leave what is there, and not less than nothing, when a balance was lowered by hand', () => {
    const balances: Numbers = new Map();
    const order = new OrderUnderTest(rewards, {}, balances).when(captured(3_564));
    balances.set(BALANCE, 10);
    order.when(refunded(3_564));
    expect(balances.get(BALANCE)).toBe(0);
  });

  it('add up to those of the orders that were not refunded, in any order and any number of deliveries', () => {
    const payments = fc.array(
      fc.record({ amountMinor: fc.integer({ min: 1, max: 100_000 }), isRefunded: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    let reordered = 0;
    fc.assert(
      fc.property(payments, fc.infiniteStream(fc.nat()), (drawn, chance) => {
        const balances: Numbers = new Map();
        const orders = drawn.map(() => new OrderUnderTest(rewards, {}, balances));
        const events = drawn.flatMap(({ amountMinor, isRefunded }, index) => {
          const orderId = `order-${index}`;
          const all = [captured(amountMinor, orderId), ...(isRefunded ? [refunded(amountMinor, orderId)] : [])];
          return [...all, ...all].map((one) => ({ index, one }));
        });
        while (events.length > 0) {
          const [delivery] = events.splice(Number(chance.next().value) % events.length, 1);
          if (delivery === undefined) break;
          const order = orders[delivery.index];
          if (delivery.one.type === 'payment.refunded' && order?.facts.points === undefined) reordered += 1;
          order?.when(delivery.one);
          expect(balances.get(BALANCE) ?? 0).toBeGreaterThanOrEqual(0);
        }
        const kept = drawn.filter(({ isRefunded }) => !isRefunded);
        expect(balances.get(BALANCE) ?? 0).toBe(
          kept.reduce((sum, { amountMinor }) => sum + Math.floor(amountMinor / 100), 0),
        );
      }),
    );
    expect(reordered).toBeGreaterThan(0);
  });
});
