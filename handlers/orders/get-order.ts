/** `GET /orders/{id}`: where an order stands, and what happened to it. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Caller } from '../../lib/http/caller.ts';
import { jsonResponse } from '../../lib/http/problem.ts';
import type { Tell } from '../../lib/http/request-log.ts';
import { factsOf, maySee, orderIdIn, unknownOrder } from '../../lib/http/subject.ts';
import type { RecordStore } from '../../lib/store/record-store.ts';
import type { OrderHistory } from './order-history.ts';
import { orderStatus } from './order-status.ts';

export async function getOrder(
  request: APIGatewayProxyEventV2,
  caller: Caller,
  { histories }: { readonly histories: Pick<RecordStore, 'load'> },
  tell: Tell,
): Promise<APIGatewayProxyStructuredResultV2> {
  const orderId = orderIdIn(request, tell);
  // The orders service alone writes these records; it keeps an OrderHistory.
  const history = (await factsOf(orderId, histories, 'order history')) as OrderHistory | undefined;
  if (history === undefined || !maySee(caller, history)) throw unknownOrder();
  const { customerId, currency, totalMinor, lines, events } = history;
  const status = orderStatus(events.map(({ type }) => type));
  const timeline = events.map(({ type, time, note }) => ({ event: type, time, ...(note !== undefined && { note }) }));
  return jsonResponse(200, { orderId, status, customerId, currency, totalMinor, lines, timeline });
}
