/** The order's invoice, as the order API gives it out; what is personal in it is masked by the server. */
import { moment, money } from '../format.ts';
import { Heads } from '../parts.tsx';

interface InvoiceShown {
  readonly invoiceNumber: string;
  readonly issuedAt: string;
  readonly status: string;
  /** Masked, or whom and where. */
  readonly customerId: string;
  readonly billTo: unknown;
  readonly currency: string;
  readonly totalMinor: number;
  readonly lines: readonly {
    readonly sku: string;
    readonly description?: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
    readonly amountMinor: number;
  }[];
  readonly creditNote?: { readonly creditNoteNumber: string; readonly issuedAt: string };
}

/** Lines that are shown; the number of the others is told. */
const MOST_LINES = 100;

export function Invoice({ invoice }: { invoice: unknown }) {
  const { invoiceNumber, issuedAt, status, customerId, billTo, currency, totalMinor, lines, creditNote } =
    invoice as InvoiceShown;
  return (
    <>
      <h3>
        Invoice {invoiceNumber}, {status}
      </h3>
      <p>
        To {customerId}, {addressText(billTo)}
      </p>
      <p class="quiet">
        Issued {moment(issuedAt)}
        {creditNote && `; taken back by credit note ${creditNote.creditNoteNumber} of ${moment(creditNote.issuedAt)}`}
      </p>
      <table class="stacking">
        <Heads texts={['SKU', 'Description']} numbers={['Quantity', 'Price', 'Amount']} />
        <tbody>
          {lines.slice(0, MOST_LINES).map(({ sku, description = '', quantity, unitPriceMinor, amountMinor }, index) => (
            <tr key={index}>
              <th scope="row">{sku}</th>
              <td data-label="Description">{description}</td>
              <td data-label="Quantity" class="number">
                {quantity}
              </td>
              <td data-label="Price" class="number">
                {money(unitPriceMinor, currency)}
              </td>
              <td data-label="Amount" class="number">
                {money(amountMinor, currency)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {lines.length > MOST_LINES
                ? `Total, with ${lines.length - MOST_LINES} lines that are not shown`
                : 'Total'}
            </th>
            <td class="number">{money(totalMinor, currency)}</td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}

/** An address on one line; what is masked is text already. */
function addressText(billTo: unknown): string {
  return typeof billTo === 'object' && billTo !== null ? Object.values(billTo).flat().join(', ') : String(billTo);
}
