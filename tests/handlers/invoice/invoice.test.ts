import fc from 'fast-check';
import { type Invoice, invoice } from '../../../handlers/invoice/invoice.ts';
import type { LastNumberRequest } from '../../../handlers/invoice/number-series.ts';
import { type Numbers, OrderUnderTest, specification } from '../../rig/decider-specification.ts';
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

/** What is heard of before, and the rest: as `given` and `when` take them. */
const given = (...before: readonly Invoice['event'][]) => {
  const numbers: Numbers = new Map();
  return specification(invoice, counterIn(numbers), numbers).given(...before);
};

describe('an invoice', () => {
  const issued = {
    type: 'invoice.issued',
    data: { invoiceNumber: '2026-000001', totalMinor: 3564, currency: 'GBP' },
  } as const;

  it('is issued for an order as it is placed, dated by the order', () => {
    const { facts } = given().when(placed()).then(issued);
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
    const paid = { invoice: { number: '2026-000001' }, paidAt: '2026-01-31T12:00:05.000Z' };
    expect(given(placed()).when(captured()).then().facts).toMatchObject(paid);
    expect(given(captured()).when(placed()).then(issued).facts).toMatchObject(paid);
  });

  it('is void when the payment is declined, and keeps its number', () => {
    const voided = { invoice: { number: '2026-000001' }, voidedAt: '2026-01-31T12:00:05.000Z' };
    expect(given(placed()).when(declined()).then().facts).toMatchObject(voided);
    expect(given(declined()).when(placed()).then(issued).facts).toMatchObject(voided);
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
    } as const;
    const issuedAt = '2026-02-01T09:00:00.000Z';
    const once = given(placed(), captured()).when(refunded(), refunded()).then(credited);
    expect(once.facts.creditNote?.issuedAt).toBe(issuedAt);
    const early = given(refunded()).when(placed(), captured()).then(issued, credited);
    expect(early.facts.creditNote?.issuedAt).toBe(issuedAt);
  });

  it('gets the number that is free when another order drew the one it asked for', () => {
    const numbers: Numbers = new Map([['counters/invoice-2026/last', 5]]);
    const believed = { lastNumber: ({ found }: LastNumberRequest) => found ?? 3 };
    const { facts } = specification(invoice, believed, numbers)
      .given()
      .when(placed())
      .asks(
        { port: 'lastNumber', request: { series: 'invoice-2026' } },
        { port: 'lastNumber', request: { series: 'invoice-2026', found: 5 } },
      );
    expect(facts.invoice?.number).toBe('2026-000006');
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
