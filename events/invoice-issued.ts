/** `invoice.issued`: the order has its invoice. Published by invoice. */
import { type Static, Type } from 'typebox';
import { AmountMinor, Currency, shown } from './parts.ts';

/** Year and a number without gaps within it: `2026-000001`. */
export const InvoiceNumber = Type.String({ pattern: '^\\d{4}-\\d{6,}$', ...shown });

export const InvoiceIssued = Type.Object({ invoiceNumber: InvoiceNumber, totalMinor: AmountMinor, currency: Currency });
export type InvoiceIssued = Static<typeof InvoiceIssued>;

export const example: InvoiceIssued = { invoiceNumber: '2026-000001', totalMinor: 3564, currency: 'GBP' };
