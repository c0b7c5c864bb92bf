/** What invoicing answers over HTTP. */
import { type HttpEnvironment, type HttpHandler, httpHandler } from '../../lib/http/http-handler.ts';
import { type GetInvoicePorts, getInvoice } from './get-invoice.ts';
import type { service } from './service.ts';

export function invoiceApi(ports: GetInvoicePorts & HttpEnvironment): HttpHandler {
  return httpHandler<typeof service>({ 'GET /orders/{id}/invoice': getInvoice(ports) }, ports);
}
