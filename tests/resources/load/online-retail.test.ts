import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseOrder } from '../../../handlers/order-api/place-order.ts';
import { Problem } from '../../../lib/http/problem.ts';
import { MAX_LINE_CHARACTERS, type RetailOrder, readOnlineRetail } from '../../../resources/load/online-retail.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const CLEAN = '536365,85123A,HEART HOLDER,6,12/1/10 8:26,2.55,17850,United Kingdom';

const readRows = (...rows: readonly string[]) =>
  readOnlineRetail([HEADER, ...rows].join('\n'), () => ({ paymentToken: 'pm_card_visa' }));
const onlyOrder = (...rows: readonly string[]): RetailOrder => {
  const [order, ...others] = readRows(...rows).orders;
  if (order === undefined || others.length > 0)
    throw new Error(`expected one order, and there are ${others.length + 1}`);
  return order;
};

/** What the order API itself says to a body, as it arrives. */
function isAccepted({ body }: RetailOrder): boolean {
  try {
    parseOrder(JSON.parse(JSON.stringify(body)), '0123456789abcdef');
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

describe('a file', () => {
  it('is refused at its first endless line, without being searched for its end', () => {
    const endless = `${CLEAN}${'x'.repeat(MAX_LINE_CHARACTERS)}`;
    expect(() => readRows(endless)).toThrow(/Max Record Size/);
    expect(() => readOnlineRetail('x'.repeat(8_000_000), () => ({ paymentToken: 'pm_card_visa' }))).toThrow(
      /Max Record Size/,
    );
  });

  it('may have lines up to the limit', () => {
    const description = 'x'.repeat(MAX_LINE_CHARACTERS - 100);
    expect(readRows(CLEAN.replace('HEART HOLDER', description)).orders).toHaveLength(1);
  });
});

describe('an invoice', () => {
  it('is one order, its rows the lines in the order of the file, wherever they stand', () => {
    const { orders } = readRows(
      CLEAN,
      '536366,22633,HAND WARMER,1,12/1/10 8:28,1.85,17850,United Kingdom',
      '536365,71053,LANTERN,2,12/1/10 8:26,3.39,17850,United Kingdom',
    );
    expect(orders.map(({ invoiceNo, body }) => [invoiceNo, body.lines.map(({ sku }) => sku)])).toEqual([
      ['536365', ['85123A', '71053']],
      ['536366', ['22633']],
    ]);
  });

  it('becomes the body of a request that the API accepts', () => {
    const order = onlyOrder(CLEAN, '536365,71053,"LANTERN, 7"" HIGH",2,12/1/10 8:26,3.39,17850,United Kingdom');
    expect(order.body).toEqual({
      customerId: '17850',
      currency: 'GBP',
      lines: [
        { sku: '85123A', description: 'HEART HOLDER', quantity: 6, unitPriceMinor: 255 },
        { sku: '71053', description: 'LANTERN, 7" HIGH', quantity: 2, unitPriceMinor: 339 },
      ],
      totalMinor: 2_208,
      shippingAddress: { country: 'United Kingdom' },
      paymentToken: 'pm_card_visa',
    });
    expect(isAccepted(order)).toBe(true);
  });

  it('without a customer is placed by guest', () => {
    expect(onlyOrder('536365,85123A,HEART HOLDER,6,12/1/10 8:26,2.55,,France').body.customerId).toBe('guest');
  });

  it('that lists a SKU twice keeps both lines', () => {
    const { lines, totalMinor } = onlyOrder(CLEAN, CLEAN).body;
    expect(lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['85123A', 6],
      ['85123A', 6],
    ]);
    expect(totalMinor).toBe(3_060);
  });

  it('whose number begins with C is a cancellation: counted once, and no order', () => {
    const cancelled = 'C536379,D,DISCOUNT,-1,12/1/10 9:41,27.5,14527,United Kingdom';
    const { cancellations, orders } = readRows(cancelled, CLEAN, cancelled);
    expect(cancellations).toBe(1);
    expect(orders.map(({ invoiceNo }) => invoiceNo)).toEqual(['536365']);
  });
});

describe('the payment token', () => {
  it('is chosen by the position of the order; cancellations do not count', () => {
    const rows = ['A1', 'C2', 'A3', 'A4'].map((invoiceNo) => CLEAN.replace('536365', invoiceNo));
    const { orders } = readOnlineRetail([HEADER, ...rows].join('\n'), (position) => ({
      paymentToken: `token-${position}`,
    }));
    expect(orders.map(({ invoiceNo, body }) => [invoiceNo, body.paymentToken])).toEqual([
      ['A1', 'token-0'],
      ['A3', 'token-1'],
      ['A4', 'token-2'],
    ]);
  });
});

describe('an invoice that must be refused is sent as it is, and the API refuses it', () => {
  const dirt: [string, string][] = [
    ['a negative quantity', '536365,85123A,X,-6,d,2.55,17850,United Kingdom'],
    ['a quantity of zero', '536365,85123A,X,0,d,2.55,17850,United Kingdom'],
    ['half a unit', '536365,85123A,X,1.5,d,2.55,17850,United Kingdom'],
    ['a quantity in words', '536365,85123A,X,six,d,2.55,17850,United Kingdom'],
    ['no quantity', '536365,85123A,X,,d,2.55,17850,United Kingdom'],
    ['a price of zero', '536365,85123A,X,6,d,0,17850,United Kingdom'],
    ['a price that rounds to zero', '536365,85123A,X,6,d,0.004,17850,United Kingdom'],
    ['a negative price', '536365,85123A,X,6,d,-2.55,17850,United Kingdom'],
    ['a price in words', '536365,85123A,X,6,d,free,17850,United Kingdom'],
    ['no SKU', '536365,,X,6,d,2.55,17850,United Kingdom'],
    ['a row that ends early', '536365,85123A,X'],
    ['a quantity that no number holds', `536365,85123A,X,${'9'.repeat(400)},d,2.55,17850,United Kingdom`],
  ];

  it.each(dirt)('%s, alone or beside a clean line', (_, row) => {
    expect(isAccepted(onlyOrder(row))).toBe(false);
    expect(isAccepted(onlyOrder(CLEAN, row))).toBe(false);
  });
});

it('reads any table of text without a crash', () => {
  const cell = fc.oneof(fc.constantFrom('', '6', '-1', '0', '2.55', 'C1', 'x', '"', ','), fc.string());
  const row = fc.array(cell, { maxLength: 10 }).map((cells) => cells.map(quoted).join(','));
  let withOrders = 0;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      const { orders } = readRows(...rows);
      if (orders.length > 0) withOrders += 1;
      for (const order of orders) isAccepted(order);
    }),
  );
  expect(withOrders).toBeGreaterThan(0);
});

it('a file of another kind is refused, and told what is missing', () => {
  expect(() => readOnlineRetail('id,price\n1,2', () => ({ paymentToken: 'pm_card_visa' }))).toThrow(
    /no column InvoiceNo, StockCode, .* must name InvoiceNo, /,
  );
});

describe('what the API accepts of a file, and for how much (computed apart, in decimal arithmetic)', () => {
  const files: [string, URL, object][] = [
    [
      'our own sample',
      new URL('../../../resources/load/orders.csv', import.meta.url),
      { offered: 240, cancellations: 12, accepted: 218, rejected: 10, acceptedMinor: 6_622_606 },
    ],
    ...firstDay({ offered: 66, cancellations: 4, accepted: 61, rejected: 1, acceptedMinor: 2_470_288 }),
  ];

  it.each(files)('%s', (_, file, expected) => {
    const { cancellations, orders } = readOnlineRetail(readFileSync(file, 'utf8'), () => ({
      paymentToken: 'pm_card_visa',
    }));
    const accepted = orders.filter(isAccepted);
    expect({
      offered: orders.length + cancellations,
      cancellations,
      accepted: accepted.length,
      rejected: orders.length - accepted.length,
      acceptedMinor: accepted.reduce((sum, { body }) => sum + body.totalMinor, 0),
    }).toEqual(expected);
  });
});

/** The first day of the data set itself: it is not ours to ship, so it is looked at where it is at hand. */
function firstDay(expected: object): [string, URL, object][] {
  const file = new URL('../../../../shared/data/online-retail/first-day.csv', import.meta.url);
  return existsSync(file) ? [['the first day of Online Retail', file, expected]] : [];
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
