/**
 * Reads a file in the columns of the Online Retail data set (D. Chen, 2015, doi:10.24432/C5BW33) into requests to the order
 * API. It repairs nothing: what is wrong in the file is sent as it is, for the API to refuse.
 */
import { parse } from 'csv-parse/sync';
import { penceOf, wholeNumberOf } from './decimal.ts';

const COLUMNS = ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'UnitPrice', 'CustomerID', 'Country'] as const;

/** Cells that a short row lacks are absent. */
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

export interface OnlineRetail {
  /** Invoices that begin with `C`: they are not orders. */
  readonly cancellations: number;
  readonly orders: readonly RetailOrder[];
}

export interface RetailOrder {
  readonly invoiceNo: string;
  readonly body: OrderRequest;
}

/** The body of `POST /orders`. A cell that is not a number stays as it is. */
export interface OrderRequest {
  readonly customerId: string;
  readonly currency: 'GBP';
  readonly lines: readonly LineRequest[];
  readonly totalMinor: number;
  readonly shippingAddress: { readonly country: string; readonly postalCode?: string };
  readonly paymentToken: string;
}

/** What the file does not say of an order. */
export interface OrderDetails {
  readonly paymentToken: string;
  readonly postalCode?: string;
}

export interface LineRequest {
  readonly sku: string;
  readonly description?: string;
  readonly quantity: number | string;
  readonly unitPriceMinor: number | string;
}

/**
 * `detailsOf` is asked for each order by its position in the file, from 0; cancellations do not count.
 * Throws when a column is missing: the file is another one.
 */
export function readOnlineRetail(csv: string, detailsOf: (position: number) => OrderDetails): OnlineRetail {
  const invoices = Map.groupBy(rowsOf(csv), ({ InvoiceNo = '' }) => InvoiceNo);
  const [cancelled, placed] = partition([...invoices], ([invoiceNo]) => invoiceNo.startsWith('C'));
  return {
    cancellations: cancelled.length,
    orders: placed.map(([invoiceNo, rows], position) => ({
      invoiceNo,
      body: requestOf(rows, detailsOf(position)),
    })),
  };
}

/** A line of the data set has about a hundred. What is longer is another file, and would be searched for its end for seconds. */
export const MAX_LINE_CHARACTERS = 65_536;

function rowsOf(csv: string): Row[] {
  return parse<Row>(csv, {
    bom: true,
    max_record_size: MAX_LINE_CHARACTERS,
    columns: (header: string[]) => withEveryColumn(header),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
}

function withEveryColumn(header: readonly string[]): string[] {
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length === 0) return [...header];
  throw new Error(`the file has no column ${missing.join(', ')}; its first line must name ${COLUMNS.join(', ')}`);
}

function requestOf(rows: readonly Row[], { paymentToken, postalCode }: OrderDetails): OrderRequest {
  const lines = rows.map(lineOf);
  const [first] = rows;
  return {
    customerId: first?.CustomerID || 'guest',
    currency: 'GBP',
    lines,
    totalMinor: totalOf(lines),
    shippingAddress: { country: first?.Country ?? '', ...(postalCode !== undefined && { postalCode }) },
    paymentToken,
  };
}

function lineOf({ StockCode = '', Description = '', Quantity = '', UnitPrice = '' }: Row): LineRequest {
  return {
    sku: StockCode,
    ...(Description !== '' && { description: Description }),
    quantity: wholeNumberOf(Quantity) ?? Quantity,
    unitPriceMinor: penceOf(UnitPrice) ?? UnitPrice,
  };
}

/** A line with a cell that is not a number adds nothing: its order is refused whatever the total says. */
function totalOf(lines: readonly LineRequest[]): number {
  return lines.reduce((sum, { quantity, unitPriceMinor }) => {
    if (typeof quantity === 'string' || typeof unitPriceMinor === 'string') return sum;
    return sum + quantity * unitPriceMinor;
  }, 0);
}

function partition<T>(all: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter((item) => !belongs(item))];
}
