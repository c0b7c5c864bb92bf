import fc from 'fast-check';
import { invoice } from '../../../handlers/invoice/invoice.ts';
import type { LastNumberRequest } from '../../../handlers/invoice/number-series.ts';
import { type Numbers, OrderUnderTest } from '../../rig/decider-specification.ts';
import { event } from '../../rig/event-builder.ts';

const placed = (orderId = 'order-1', time = '2026-01-31T12:00:00.000Z') => event('order.placed', { orderId, time });
const captured = (orderId = 'order-1') => event('payment.captured', { orderId, time: '2026-01-31T12:00:05.000Z' });
const declined = (orderId = 'order-1') => event('payment.declined', { orderId, time: '2026-01-31T12:00:05.000Z' });
const refunded = (orderId = 'order-1') => event('payment.refunded', { orderId, time: '2026-02-01T09:00:00.000Z' });

/** The counter as it is, unless a test says what is believed instead. */
const counterIn = (numbers: Numbers) => ({
  lastNumber: ({ series }: LastNumberRequest) => numbers.get(`counters/${series}/last`) ?? 0,
});

function order(numbers: Numbers = new Map()) {
  return new OrderUnderTest(invoice, counterIn(numbers), numbers);
}

describe('an invoice', () => {
  it('is issued for an order as it is placed, dated by the order', () => {
    const { emitted, facts } = order().when(placed());
    expect(emitted).toEqual([
      { type: 'invoice.issued', data: { invoiceNumber: '2026-000001', totalMinor: 3564, currency: 'GBP' } },
    ]);
    expect(facts.invoice).toEqual({ number: '2026-000001', issuedAt: '2026-01-31T12:00:00.000Z' });
  });

  it('has the next number of its year', () => {
    const numbers: Numbers = new Map([
      ['counters/invoice-2025/last', 7],
      ['counters/invoice-2026/last', 41],
    ]);
    const numberOf = (time: string) => order(numbers).when(placed('order-1', time)).facts.invoice?.number;
    expect(numberOf('2026-01-01T00:00:00.000Z')).toBe('2026-000042');
    expect(numberOf('2025-12-31T23:59:59.999Z')).toBe('2025-000008');
    expect(numberOf('2026-12-31T23:59:59.999Z')).toBe('2026-000043');
  });

  it('has a number of seven digits after the millionth', () => {
    const numbers: Numbers = new Map([['counters/invoice-2026/last', 999_999]]);
    expect(order(numbers).when(placed()).facts.invoice?.number).toBe('2026-1000000');
  });

  it('is paid when the payment is captured, whichever is heard of first', () => {
    for (const events of [
      [placed(), captured()],
      [captured(), placed()],
    ]) {
      expect(order().when(...events).facts).toMatchObject({
        invoice: { number: '2026-000001' },
        paidAt: '2026-01-31T12:00:05.000Z',
      });
    }
  });

  it('is void when the payment is declined, and keeps its number', () => {
    for (const events of [
      [placed(), declined()],
      [declined(), placed()],
    ]) {
      const { facts, emitted } = order().when(...events);
      expect(facts).toMatchObject({ invoice: { number: '2026-000001' }, voidedAt: '2026-01-31T12:00:05.000Z' });
      expect(emitted.map(({ type }) => type)).toEqual(['invoice.issued']);
    }
  });

  it('is taken back by one credit note when the payment is refunded, even if that is heard of first', () => {
    const credited = {
      type: 'invoice.credited',
      data: {
        creditNoteNumber: 'CN-2026-000001',
        invoiceNumber: '2026-000001',
        amountMinor: 3564,
        currency: 'GBP',
      },
    };
    for (const events of [
      [placed(), captured(), refunded(), refunded()],
      [refunded(), placed(), captured()],
    ]) {
      const { emitted, facts } = order().when(...events);
      expect(emitted[1]).toEqual(credited);
      expect(emitted).toHaveLength(2);
      expect(facts.creditNote?.issuedAt).toBe('2026-02-01T09:00:00.000Z');
    }
  });

  it('gets the number that is free when another order drew the one it asked for', () => {
    const numbers: Numbers = new Map([['counters/invoice-2026/last', 5]]);
    const believed = { lastNumber: ({ found }: LastNumberRequest) => found ?? 3 };
    const { facts, asked } = new OrderUnderTest(invoice, believed, numbers).when(placed());
    expect(facts.invoice?.number).toBe('2026-000006');
    expect(asked.map(({ request }) => request)).toEqual([
      { series: 'invoice-2026' },
      { series: 'invoice-2026', found: 5 },
    ]);
  });

  it('is not issued from a number that a lost table no longer has: counting starts anew', () => {
    const believed = { lastNumber: ({ found }: LastNumberRequest) => found ?? 3 };
    expect(new OrderUnderTest(invoice, believed).when(placed()).facts.invoice?.number).toBe('2026-000001');
  });

  it('is numbered without gap or double, whatever the order of events, the duplicates and the wrong guesses', () => {
    const fates = fc.array(fc.constantFrom('paid', 'declined', 'refunded'), { minLength: 1, maxLength: 10 });
    let wrongGuesses = 0;
    let creditedFirst = 0;
    fc.assert(
      fc.property(fates, fc.infiniteStream(fc.nat()), (drawn, chance) => {
        const next = (limit: number) => Number(chance.next().value) % limit;
        const numbers: Numbers = new Map();
        const guess = ({ series, found }: LastNumberRequest) => {
          const last = numbers.get(`counters/${series}/last`) ?? 0;
          const guessed = found ?? Math.max(0, last - next(3));
          if (guessed !== last) wrongGuesses += 1;
          return guessed;
        };
        const orders = drawn.map(() => new OrderUnderTest(invoice, { lastNumber: guess }, numbers));
        const underWay = drawn.flatMap((fate, index) => {
          const id = `order-${index}`;
          const ends =
            fate === 'declined' ? [declined(id)] : [captured(id), ...(fate === 'refunded' ? [refunded(id)] : [])];
          return [placed(id), ...ends, placed(id), ...ends].map((one) => ({ index, one }));
        });
        while (underWay.length > 0) {
          const [delivery] = underWay.splice(next(underWay.length), 1);
          if (delivery === undefined) break;
          const about = orders[delivery.index];
          if (delivery.one.type === 'payment.refunded' && about?.facts.order === undefined) creditedFirst += 1;
          about?.when(delivery.one);
        }
        const counted = (how: number, prefix: string) =>
          Array.from({ length: how }, (_, index) => `${prefix}2026-${String(index + 1).padStart(6, '0')}`);
        const numbersOf = (kind: 'invoice' | 'creditNote') =>
          orders.flatMap(({ facts }) => facts[kind]?.number ?? []).sort();
        expect(numbersOf('invoice')).toEqual(counted(drawn.length, ''));
        expect(numbersOf('creditNote')).toEqual(counted(drawn.filter((fate) => fate === 'refunded').length, 'CN-'));
      }),
    );
    expect(wrongGuesses).toBeGreaterThan(100);
    expect(creditedFirst).toBeGreaterThan(20);
  });
});
