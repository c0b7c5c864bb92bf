/** `GET /orders/{id}/invoice`: the invoice of an order, as JSON or as a page to print. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import Negotiator from 'negotiator';
import { jsonResponse, Problem } from '../../lib/http/problem.ts';
import type { Route } from '../../lib/http/routing.ts';
import { factsOf, maySee, subjectIn, unknownSubject } from '../../lib/http/subject.ts';
import type { RecordReader } from '../../lib/store/record-store.ts';
import { type InvoiceDocument, invoiceDocument } from './invoice-document.ts';
import { invoicePage } from './invoice-page.ts';
import type { InvoiceRecord } from './invoice-record.ts';

const JSON_TYPE = 'application/json';
const HTML_TYPE = 'text/html';

/** The page may hold what somebody typed as a description: nothing in it may run or be loaded. */
const PAGE_HEADERS = {
  'content-type': `${HTML_TYPE}; charset=utf-8`,
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  vary: 'accept',
};

export interface GetInvoicePorts {
  readonly invoices: RecordReader;
}

export function getInvoice({ invoices }: GetInvoicePorts): Route {
  return async (request, caller, tell) => {
    const orderId = subjectIn(request, 'order', tell);
    const form = acceptedForm(request);
    // The invoice service alone writes these records; it keeps an InvoiceRecord.
    const record = (await factsOf(orderId, invoices, 'invoice')) as InvoiceRecord | undefined;
    if (record?.order === undefined || !maySee(caller, record.order)) throw unknownSubject('order');
    const invoice = invoiceDocument(orderId, record);
    if (invoice === undefined) throw unknownSubject('order');
    return form === HTML_TYPE ? page(invoice) : jsonResponse(200, invoice);
  };
}

/** JSON, unless the page is liked better. Throws a problem when neither is accepted. */
function acceptedForm({ headers }: APIGatewayProxyEventV2): string {
  const form = new Negotiator({ headers }).mediaType([JSON_TYPE, HTML_TYPE]);
  if (form !== undefined) return form;
  const detail = `An invoice comes as ${JSON_TYPE} or as ${HTML_TYPE}: name one of them in the header Accept.`;
  throw new Problem({ status: 406, title: 'Not acceptable', detail });
}

function page(invoice: InvoiceDocument): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: PAGE_HEADERS, body: invoicePage(invoice) };
}
