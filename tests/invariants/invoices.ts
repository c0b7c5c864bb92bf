/** Invoices: every accepted order has one, every refund a credit note, and no number is missing or used twice. */
import type { InvoiceRecord } from '../../handlers/invoice/invoice-record.ts';
import { paymentOf, recordsOf, type Snapshot } from '../demo/snapshot.ts';
import { type Check, noneOf } from './invariant.ts';

export const everyOrderHasOneInvoice: Check = ({ accepted }, snapshot) => {
  const without = [...accepted.keys()].filter((orderId) => invoiceOf(snapshot, orderId).invoice === undefined);
  const issued = numbersOf(snapshot, 'invoice');
  const wrong = [...without.map((orderId) => `${orderId} has none`), ...gapsIn(issued)];
  return noneOf('every accepted order has one invoice, numbered without gaps', wrong, `${issued.length} invoices`);
};

export const everyRefundHasOneCreditNote: Check = ({ accepted }, snapshot) => {
  const wrong = [...accepted.keys()].filter((orderId) => {
    const isRefunded = paymentOf(snapshot, orderId).refundId !== undefined;
    return isRefunded !== (invoiceOf(snapshot, orderId).creditNote !== undefined);
  });
  const notes = numbersOf(snapshot, 'creditNote');
  const name = 'every refund has one credit note, numbered without gaps';
  return noneOf(name, [...wrong, ...gapsIn(notes)], `${notes.length} credit notes`);
};

function invoiceOf(snapshot: Snapshot, orderId: string): InvoiceRecord {
  return (recordsOf(snapshot, 'invoice').get(orderId)?.facts ?? {}) as InvoiceRecord;
}

function numbersOf(snapshot: Snapshot, kind: 'invoice' | 'creditNote'): string[] {
  const records = [...recordsOf(snapshot, 'invoice').keys()].map((orderId) => invoiceOf(snapshot, orderId));
  return records.flatMap((record) => record[kind]?.number ?? []);
}

/** Each year counts from one: its n numbers are 1 to n. */
function gapsIn(numbers: readonly string[]): string[] {
  const byYear = Map.groupBy(numbers, (number) => number.slice(0, -'-000001'.length));
  return [...byYear].flatMap(([year, all]) =>
    all
      .map((number) => Number(number.slice(-'000001'.length)))
      .sort((left, right) => left - right)
      .flatMap((number, index) => (number === index + 1 ? [] : [`${year} has ${number} as its number ${index + 1}`])),
  );
}
