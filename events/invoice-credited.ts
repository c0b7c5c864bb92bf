/** `invoice.credited`: a credit note takes back an invoice. Published by invoice. */
import { type Static, Type } from 'typebox';
import { InvoiceNumber } from './invoice-issued.ts';
import { AmountMinor, Currency, shown } from './parts.ts';

export const InvoiceCredited = Type.Object({
  /** Year and a number without gaps within it: `CN-2026-000001`. */
  creditNoteNumber: Type.String({ pattern: '^CN-\\d{4}-\\d{6,}$', ...shown }),
  invoiceNumber: InvoiceNumber,
  amountMinor: AmountMinor,
  currency: Currency,
});
export type InvoiceCredited = Static<typeof InvoiceCredited>;

export const example: InvoiceCredited = {
  creditNoteNumber: 'CN-2026-000001',
  invoiceNumber: '2026-000001',
  amountMinor: 3564,
  currency: 'GBP',
};
