/** The invoice as a page to read and to print: one file, no script, nothing loaded from anywhere. */
import { decimalOf } from '../../events/minor-units.ts';
import type { ShippingAddress } from '../../events/order-placed.ts';
import { type Html, html } from '../../lib/http/html.ts';
import type { InvoiceDocument, InvoiceLine, InvoiceStatus } from './invoice-document.ts';

const STYLE = html`
  :root { color-scheme: light; font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
  body { max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem; }
  h1 { font-size: 1.6rem; margin: 0; }
  header, dl { display: grid; grid-template-columns: 1fr auto; gap: .25rem 2rem; }
  dl { grid-template-columns: max-content 1fr; margin: 1.5rem 0; }
  dt { color: #595959; }
  dd { margin: 0; }
  address { font-style: normal; }
  .status { border: 2px solid; padding: .1rem .6rem; text-transform: uppercase; letter-spacing: .06em; align-self: start; }
  table { width: 100%; border-collapse: collapse; }
  th, td { text-align: left; padding: .35rem .5rem .35rem 0; border-bottom: 1px solid #ccc; vertical-align: top; }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0; padding-left: .75rem; }
  tfoot td, tfoot th { border-bottom: 0; border-top: 2px solid; font-weight: 600; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  @media print { body { margin: 0; max-width: none; } }
`;

const STATUS: Readonly<Record<InvoiceStatus, string>> = {
  open: 'Open',
  paid: 'Paid',
  void: 'Void',
  credited: 'Credited',
};

export function invoicePage(invoice: InvoiceDocument): string {
  const { invoiceNumber, currency, lines, totalMinor, status } = invoice;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Invoice ${invoiceNumber}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Invoice ${invoiceNumber}</h1><span class="status">${STATUS[status]}</span></header>
<dl>${facts(invoice)}</dl>
<table>
<thead><tr><th scope="col">SKU</th><th scope="col">Description</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Unit price</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>${lines.map((line) => row(line, currency))}</tbody>
<tfoot><tr><th scope="row" colspan="4">Total ${currency}</th><td class="number">${decimalOf(totalMinor, currency)}</td></tr></tfoot>
</table>
</body>
</html>
`;
  return page.markup;
}

function row({ sku, description = '', quantity, unitPriceMinor, amountMinor }: InvoiceLine, currency: string): Html {
  const money = (minor: number) => html`<td class="number">${decimalOf(minor, currency)}</td>`;
  return html`<tr><td>${sku}</td><td>${description}</td><td class="number">${quantity}</td>${money(unitPriceMinor)}${money(amountMinor)}</tr>`;
}

function facts({
  issuedAt,
  orderId,
  customerId,
  billTo,
  paidAt,
  voidedAt,
  creditNote,
  currency,
}: InvoiceDocument): Html[] {
  const credited =
    creditNote &&
    `${creditNote.creditNoteNumber} of ${dayOf(creditNote.issuedAt)}, ${currency} ${decimalOf(creditNote.amountMinor, currency)}`;
  return [
    fact('Date', dayOf(issuedAt)),
    fact('Order', orderId),
    fact('Customer', customerId),
    fact('Bill to', html`<address>${linesOf(billTo)}</address>`),
    ...(paidAt === undefined ? [] : [fact('Paid', dayOf(paidAt))]),
    ...(voidedAt === undefined ? [] : [fact('Void since', dayOf(voidedAt))]),
    ...(credited === undefined ? [] : [fact('Credit note', credited)]),
  ];
}

function fact(name: string, value: string | Html): Html {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

function linesOf({ recipient, street, city, postalCode, country }: ShippingAddress): Html[] {
  const lines = [recipient, street, [postalCode, city].filter(Boolean).join(' '), country];
  return lines.flatMap((line) => (line === undefined || line === '' ? [] : [html`${line}<br>`]));
}

/** `2026-01-31T12:00:00.000Z` is the day 2026-01-31, in UTC. */
function dayOf(time: string): string {
  return time.slice(0, 10);
}
