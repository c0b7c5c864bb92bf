/** The invoice of an order as the invoice service keeps it and the order API shows it. */
import type { OrderLine, OrderPlaced, ShippingAddress } from '../../events/order-placed.ts';

export interface InvoiceRecord {
  /** The order as it was placed, and the invoice that it got with that. */
  readonly order?: InvoicedOrder;
  readonly invoice?: NumberedDocument;
  readonly paidAt?: string;
  /** The payment was declined: the invoice keeps its number, and nothing is owed. */
  readonly voidedAt?: string;
  readonly refund?: Refund;
  /** Takes the invoice back, once both the invoice and the refund are known. */
  readonly creditNote?: NumberedDocument;
}

export interface InvoicedOrder {
  readonly placedAt: string;
  readonly customerId: string;
  /** Whom the invoice is made out to: personal data. */
  readonly billTo: ShippingAddress;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly totalMinor: number;
  /** Who placed it, as a hash. */
  readonly placedBy?: OrderPlaced['placedBy'];
}

export interface NumberedDocument {
  /** `2026-000001`, or `CN-2026-000001` for a credit note. */
  readonly number: string;
  readonly issuedAt: string;
}

export interface Refund {
  readonly refundedAt: string;
  readonly amountMinor: number;
  readonly currency: string;
}
