/** Invoice: one per order, numbered without gaps; void when the payment is declined, credited when it is refunded. */

import type { Consumed, Emitted, EventOf } from '../../events/contract.ts';
import { ask, type Decider, type Decision, settle, settleWith } from '../../lib/consumer/decider.ts';
import { unreachable } from '../../lib/errors.ts';
import type { Refusal } from '../../lib/store/joined-write.ts';
import type { InvoicedOrder, InvoiceRecord, NumberedDocument } from './invoice-record.ts';
import type { NumberSeries } from './number-series.ts';
import { type DocumentKind, drawing, lastFound, numberIn, seriesOf } from './numbering.ts';
import type { service } from './service.ts';

type Emits = Emitted<typeof service>;
export type Invoice = { facts: InvoiceRecord; event: Consumed<typeof service>; emits: Emits; ports: NumberSeries };
type Step = Decision<Invoice>;

/** A document that has to be issued. */
interface Due {
  readonly kind: DocumentKind;
  readonly series: string;
  /** The time of what it is about: documents are dated by what happened, not by when a message came through. */
  readonly at: string;
  /** What the counter was found to have when the document was tried before. */
  readonly found?: number;
}

/** A document with its number, if nobody else draws that first. */
interface Drawn extends Due {
  readonly last: number;
}

export const invoice: Decider<Invoice> = {
  initial: {},
  evolve(record, event) {
    switch (event.type) {
      case 'order.placed':
        return { ...record, order: record.order ?? orderIn(event) };
      case 'payment.captured':
        return { ...record, paidAt: record.paidAt ?? event.time };
      case 'payment.declined':
        return { ...record, voidedAt: record.voidedAt ?? event.time };
      case 'payment.refunded': {
        const { amountMinor, currency } = event.data;
        return { ...record, refund: record.refund ?? { refundedAt: event.time, amountMinor, currency } };
      }
      default:
        return unreachable(event);
    }
  },
  decide: (record) => issue(record, dueOn(record), []),
};

function orderIn({ data, time }: EventOf<'order.placed'>): InvoicedOrder {
  const { customerId, shippingAddress, currency, lines, totalMinor, placedBy } = data;
  const order = { placedAt: time, customerId, billTo: shippingAddress, currency, lines, totalMinor };
  return placedBy === undefined ? order : { ...order, placedBy };
}

/** A credit note takes back an invoice, so it waits for the order even if the refund is heard of first. */
function dueOn({ order, invoice: issued, refund, creditNote }: InvoiceRecord): Due[] {
  if (order === undefined) return [];
  return [
    ...(issued === undefined ? [due('invoice', order.placedAt)] : []),
    ...(refund !== undefined && creditNote === undefined ? [due('credit-note', refund.refundedAt)] : []),
  ];
}

function due(kind: DocumentKind, at: string): Due {
  return { kind, series: seriesOf(kind, at), at };
}

/** Draws a number for each document, one after another, and then issues all of them at once. */
function issue(record: InvoiceRecord, [next, ...others]: readonly Due[], drawn: readonly Drawn[]): Step {
  if (next === undefined) return drawn.length === 0 ? settle(record) : conclude(record, drawn);
  const { series, found } = next;
  const request = found === undefined ? { series } : { series, found };
  return ask('lastNumber', request, (last): Step => issue(record, others, [...drawn, { ...next, last }]));
}

/** Documents and counters become true together; when another order was faster, all of it is done again with other numbers. */
function conclude(record: InvoiceRecord, drawn: readonly Drawn[]): Step {
  const facts = { ...record, ...Object.fromEntries(drawn.map(documentOf)) };
  return settleWith(
    { facts, emit: drawn.flatMap(({ kind }) => announcement(kind, facts)), join: drawn.map(drawing) },
    (refusals) =>
      issue(
        record,
        drawn.map((one) => again(one, refusals)),
        [],
      ),
  );
}

/** A number that was not refused is still free. */
function again({ kind, series, at, last }: Drawn, refusals: readonly Refusal[]): Due {
  return { kind, series, at, found: lastFound(series, refusals) ?? last };
}

function documentOf({ kind, series, at, last }: Drawn): [keyof InvoiceRecord, NumberedDocument] {
  return [kind === 'invoice' ? 'invoice' : 'creditNote', { number: numberIn(series, last + 1), issuedAt: at }];
}

function announcement(kind: DocumentKind, record: InvoiceRecord): Emits[] {
  const { order, invoice: issued, refund, creditNote } = record;
  if (order === undefined || issued === undefined) return [];
  const invoiceNumber = issued.number;
  switch (kind) {
    case 'invoice': {
      const { totalMinor, currency } = order;
      return [{ type: 'invoice.issued', data: { invoiceNumber, totalMinor, currency } }];
    }
    case 'credit-note': {
      if (refund === undefined || creditNote === undefined) return [];
      const { amountMinor, currency } = refund;
      const data = { creditNoteNumber: creditNote.number, invoiceNumber, amountMinor, currency };
      return [{ type: 'invoice.credited', data }];
    }
    default:
      return unreachable(kind);
  }
}
