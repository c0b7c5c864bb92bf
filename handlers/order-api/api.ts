/** The order API over its ports: what the Lambda function and the simulator both run. */
import { type HttpEnvironment, type HttpHandler, httpHandler } from '../../lib/http/http-handler.ts';
import { type PostOrderPorts, postOrder } from './post-order.ts';
import type { service } from './service.ts';

export function orderApi(ports: PostOrderPorts & HttpEnvironment): HttpHandler {
  return httpHandler<typeof service>(
    { 'POST /orders': (request, caller, tell) => postOrder(request, caller, ports, tell) },
    ports,
  );
}
