/**
 * Makes `orders.csv`, the demo's own input: one day of a gift shop that does not exist, in the columns of Online Retail and
 * with the same kinds of dirt. `node tests/demo/make-orders.ts` always writes the same file; a test holds it to that.
 */
import { writeFile } from 'node:fs/promises';
import { unreachable } from '../../lib/errors.ts';
import { type Product, products } from './catalogue.ts';
import { type Chance, seededChance } from './chance.ts';

const SEED = 20_260_302;
const INVOICES = 240;
const FIRST_INVOICE = 700_001;
const OPENS_AT_MINUTE = 8 * 60;
const MINUTES_BETWEEN_INVOICES = 2;

/** More SKUs than a DynamoDB transaction has actions. */
const HUGE_ORDER_LINES = 320;

/** What is odd about an invoice, by its position; every other one is clean. */
const ODDITIES = new Map<number, Oddity>([
  ...at('cancellation', 9, 31, 52, 77, 98, 121, 144, 166, 189, 203, 222, 237),
  ...at('negative quantity', 18, 87, 150, 211),
  ...at('zero quantity', 40, 130, 195),
  ...at('zero price', 63, 112, 178),
  ...at('no customer', 5, 58, 104, 139, 172, 230),
  ...at('same SKU twice', 12, 27, 45, 69, 83, 116, 133, 157, 184, 218),
  ...at('half a penny', 22, 94),
  ...at('huge', 120),
]);

type Oddity =
  | 'cancellation'
  | 'negative quantity'
  | 'zero quantity'
  | 'zero price'
  | 'no customer'
  | 'same SKU twice'
  | 'half a penny'
  | 'huge';

interface Line {
  readonly product: Product;
  readonly quantity: number;
  /** As the file has it, in pounds. */
  readonly price: string;
}

const COUNTRIES = [
  'United Kingdom',
  'United Kingdom',
  'United Kingdom',
  'United Kingdom',
  'France',
  'Ireland',
  'Spain',
];
const QUANTITIES = [1, 1, 1, 2, 2, 3, 4, 6, 6, 8, 12, 12, 24, 48];
const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** The whole file. */
export function ordersCsv(): string {
  const chance = seededChance(SEED);
  const invoices = Array.from({ length: INVOICES }, (_, position) => invoiceRows(position, chance));
  return `${[HEADER, ...invoices.flat()].join('\n')}\n`;
}

function invoiceRows(position: number, chance: Chance): string[] {
  const oddity = ODDITIES.get(position);
  const invoiceNo = `${oddity === 'cancellation' ? 'C' : ''}${FIRST_INVOICE + position}`;
  const customerNumber = chance.below(60);
  const customer = oddity === 'no customer' ? '' : String(14_000 + customerNumber * 37);
  const country = COUNTRIES[customerNumber % COUNTRIES.length] ?? '';
  const lines = made(oddity, chance.some(products, oddity === 'huge' ? HUGE_ORDER_LINES : 1 + chance.below(9)), chance);
  return lines.map(({ product, quantity, price }) =>
    [invoiceNo, product.sku, product.description, String(quantity), dateOf(position), price, customer, country]
      .map(cell)
      .join(','),
  );
}

/** Lines for `chosen`; what is odd is odd on the first, or on one more at the end. */
function made(oddity: Oddity | undefined, chosen: readonly Product[], chance: Chance): Line[] {
  const lines = chosen.map((product) => ({
    product,
    quantity: chance.oneOf(QUANTITIES),
    price: pounds(product.priceMinor),
  }));
  const [first, ...others] = lines;
  if (first === undefined) return [];
  switch (oddity) {
    case 'cancellation':
      return lines.map((line) => ({ ...line, quantity: -line.quantity }));
    case 'negative quantity':
      return [{ ...first, quantity: -first.quantity }, ...others];
    case 'zero quantity':
      return [{ ...first, quantity: 0 }, ...others];
    case 'zero price':
      return [{ ...first, price: '0' }, ...others];
    case 'half a penny':
      return [{ ...first, price: `${first.product.priceMinor}5`.replace(/(...)$/, '.$1') }, ...others];
    case 'same SKU twice':
      return [...lines, { ...first, quantity: first.quantity + 1 }];
    case 'no customer':
    case 'huge':
    case undefined:
      return lines;
    default:
      return unreachable(oddity);
  }
}

/** `M/D/YY H:MM`. */
function dateOf(position: number): string {
  const minute = OPENS_AT_MINUTE + position * MINUTES_BETWEEN_INVOICES;
  return `3/2/26 ${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

/** Without zeros at the end, as a spreadsheet exports it. */
function pounds(minor: number): string {
  return String(minor / 100);
}

function cell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function at(oddity: Oddity, ...positions: readonly number[]): [number, Oddity][] {
  return positions.map((position) => [position, oddity]);
}

if (import.meta.main) await writeFile(new URL('../../resources/load/orders.csv', import.meta.url), ordersCsv());
