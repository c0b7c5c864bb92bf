import { readFileSync } from 'node:fs';
import { readOnlineRetail } from '../../resources/load/online-retail.ts';
import { ordersCsv } from './make-orders.ts';

const { cancellations, orders } = readOnlineRetail(ordersCsv(), () => ({ paymentToken: 'pm_card_visa' }));
const countOf = (isSuch: (order: (typeof orders)[number]) => boolean) => orders.filter(isSuch).length;
const hasLine = (isSuch: (line: (typeof orders)[number]['body']['lines'][number]) => boolean) =>
  countOf(({ body }) => body.lines.some(isSuch));

it('the sample on disk is the one that is made: run `node tests/demo/make-orders.ts`', () => {
  expect(readFileSync(new URL('../../resources/load/orders.csv', import.meta.url), 'utf8')).toBe(ordersCsv());
});

describe('the sample', () => {
  it('has more than 200 orders', () => {
    expect(orders).toHaveLength(228);
  });

  it('has every kind of dirt', () => {
    expect({
      cancellations,
      negativeQuantity: hasLine(({ quantity }) => Number(quantity) < 0),
      zeroQuantity: hasLine(({ quantity }) => quantity === 0),
      zeroPrice: hasLine(({ unitPriceMinor }) => unitPriceMinor === 0),
      noCustomer: countOf(({ body }) => body.customerId === 'guest'),
      skuTwice: countOf(({ body }) => new Set(body.lines.map(({ sku }) => sku)).size < body.lines.length),
      commaOrQuote: hasLine(({ description = '' }) => /[",]/.test(description)) > 0,
    }).toEqual({
      cancellations: 12,
      negativeQuantity: 4,
      zeroQuantity: 3,
      zeroPrice: 3,
      noCustomer: 6,
      skuTwice: 10,
      commaOrQuote: true,
    });
  });

  it('has one order of more SKUs than a DynamoDB transaction has actions', () => {
    expect(orders.map(({ body }) => body.lines.length).filter((lines) => lines > 100)).toEqual([320]);
  });

  it('has prices with half a penny, to be rounded up', () => {
    expect(ordersCsv().match(/,\d*\.\d\d5,/g)).toEqual([',11.655,', ',8.805,']);
  });
});
