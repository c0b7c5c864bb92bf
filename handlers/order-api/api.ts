/** The order API over its ports: what the Lambda function and the simulator both run. */
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { requestLog } from '../../lib/http/request-log.ts';
import { problems, routing } from '../../lib/http/routing.ts';
import { inTime } from '../../lib/http/time-limit.ts';
import type { Log } from '../../lib/observability/log.ts';
import type { RecordStore } from '../../lib/store/record-store.ts';
import { type GetForecastPorts, getForecast } from '../forecasting/get-forecast.ts';
import { getInvoice } from '../invoice/get-invoice.ts';
import { getOrder } from '../orders/get-order.ts';
import { type PostOrderPorts, postOrder } from './post-order.ts';

export interface ApiPorts extends PostOrderPorts, GetForecastPorts {
  /** The records of the orders service, and of the invoice service. */
  readonly histories: Pick<RecordStore, 'load'>;
  readonly invoices: Pick<RecordStore, 'load'>;
  readonly log: Log;
}

export type ApiHandler = MiddyfiedHandler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

export function orderApi(ports: ApiPorts): ApiHandler {
  const requests = requestLog(ports.log, ports.metrics, ports.clock);
  const answer = routing(
    {
      'POST /orders': (request, caller, tell) => postOrder(request, caller, ports, tell),
      'GET /orders/{id}': (request, caller, tell) => getOrder(request, caller, ports, tell),
      'GET /orders/{id}/invoice': (request, caller, tell) => getInvoice(request, caller, ports, tell),
      'GET /forecasts/{sku}': (request, caller) => getForecast(request, caller, ports),
    },
    requests,
  );
  // Middy's own early time-out is off: it knows no clock but the machine's, and would answer 500.
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(requests.middleware)
    .use(problems())
    .handler((request, context) => inTime(answer(request), context, ports.clock));
}
