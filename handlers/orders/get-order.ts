/** `GET /orders/{id}`: where an order stands, and what happened to it. */
import { jsonResponse } from '../../lib/http/problem.ts';
import type { Route } from '../../lib/http/routing.ts';
import { factsOf, maySee, subjectIn, unknownSubject } from '../../lib/http/subject.ts';
import type { RecordReader } from '../../lib/store/record-store.ts';
import type { OrderHistory } from './order-history.ts';
import { orderStatus } from './order-status.ts';

export interface GetOrderPorts {
  readonly histories: RecordReader;
}

export function getOrder({ histories }: GetOrderPorts): Route {
  return async (request, caller, tell) => {
    const orderId = subjectIn(request, 'order', tell);
    // The orders service alone writes these records; it keeps an OrderHistory.
    const history = (await factsOf(orderId, histories, 'order history')) as OrderHistory | undefined;
    if (history === undefined || !maySee(caller, history)) throw unknownSubject('order');
    const { customerId, currency, totalMinor, lines, events } = history;
    const status = orderStatus(events.map(({ type }) => type));
    const timeline = events.map(({ type, time, note }) => ({ event: type, time, ...(note !== undefined && { note }) }));
    return jsonResponse(200, { orderId, status, customerId, currency, totalMinor, lines, timeline });
  };
}
