/** What the order history answers over HTTP. */
import { type HttpEnvironment, type HttpHandler, httpHandler } from '../../lib/http/http-handler.ts';
import { type GetOrderPorts, getOrder } from './get-order.ts';
import type { service } from './service.ts';

export function ordersApi(ports: GetOrderPorts & HttpEnvironment): HttpHandler {
  return httpHandler<typeof service>({ 'GET /orders/{id}': getOrder(ports) }, ports);
}
