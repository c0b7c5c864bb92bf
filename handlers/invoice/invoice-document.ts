/** The invoice as a document: every line with its amount, and what became of the invoice since. */

import type { OrderLine, ShippingAddress } from '../../events/order-placed.ts';
import type { InvoiceRecord, NumberedDocument } from './invoice-record.ts';

/** Amounts in minor units of `currency`; times in RFC 3339, UTC. */
export interface InvoiceDocument {
  readonly invoiceNumber: string;
  readonly issuedAt: string;
  readonly orderId: string;
  readonly status: InvoiceStatus;
  readonly customerId: string;
  readonly billTo: ShippingAddress;
  readonly currency: string;
  readonly lines: readonly InvoiceLine[];
  /** The sum of the lines. */
  readonly totalMinor: number;
  readonly paidAt?: string;
  readonly voidedAt?: string;
  readonly creditNote?: { readonly creditNoteNumber: string; readonly issuedAt: string; readonly amountMinor: number };
}

/** `open`: not paid yet; `void`: the payment was declined; `credited`: taken back by a credit note. */
export type InvoiceStatus = 'open' | 'paid' | 'void' | 'credited';

export interface InvoiceLine extends OrderLine {
  /** Quantity times unit price. */
  readonly amountMinor: number;
}

/** `undefined` until the invoice is issued. */
export function invoiceDocument(orderId: string, record: InvoiceRecord): InvoiceDocument | undefined {
  const { order, invoice, paidAt, voidedAt, creditNote, refund } = record;
  if (order === undefined || invoice === undefined) return undefined;
  const lines = order.lines.map((line) => ({ ...line, amountMinor: line.quantity * line.unitPriceMinor }));
  return {
    invoiceNumber: invoice.number,
    issuedAt: invoice.issuedAt,
    orderId,
    status: statusOf(record),
    customerId: order.customerId,
    billTo: order.billTo,
    currency: order.currency,
    lines,
    totalMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    ...(paidAt !== undefined && { paidAt }),
    ...(voidedAt !== undefined && { voidedAt }),
    ...(creditNote !== undefined &&
      refund !== undefined && { creditNote: creditNoteOf(creditNote, refund.amountMinor) }),
  };
}

function statusOf({ paidAt, voidedAt, creditNote }: InvoiceRecord): InvoiceStatus {
  if (creditNote !== undefined) return 'credited';
  if (voidedAt !== undefined) return 'void';
  return paidAt === undefined ? 'open' : 'paid';
}

function creditNoteOf({ number, issuedAt }: NumberedDocument, amountMinor: number) {
  return { creditNoteNumber: number, issuedAt, amountMinor };
}
