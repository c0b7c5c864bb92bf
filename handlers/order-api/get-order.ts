/** `GET /orders/{id}`: where an order stands, and what happened to it. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { OrderHistory } from '../../events/order-history.ts';
import { orderStatus } from '../../events/order-status.ts';
import { jsonResponse, Problem } from '../../lib/http/problem.ts';
import type { RecordStore } from '../../lib/store/record-store.ts';
import { type Caller, placedByOf } from './caller.ts';
import type { Tell } from './request-log.ts';

/** As this API gives them out. What is no order id is not looked up, nor logged. */
const ORDER_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

export async function getOrder(
  { pathParameters }: APIGatewayProxyEventV2,
  caller: Caller,
  { histories }: { readonly histories: Pick<RecordStore, 'load'> },
  tell: Tell,
): Promise<APIGatewayProxyStructuredResultV2> {
  const orderId = pathParameters?.id ?? '';
  if (!ORDER_ID.test(orderId)) throw unknownOrder();
  tell({ subject: orderId });
  const history = await historyOf(orderId, histories);
  if (history === undefined || !maySee(caller, history)) throw unknownOrder();
  const { customerId, currency, totalMinor, lines, events } = history;
  const status = orderStatus(events.map(({ type }) => type));
  const timeline = events.map(({ type, time, note }) => ({ event: type, time, ...(note !== undefined && { note }) }));
  return jsonResponse(200, { orderId, status, customerId, currency, totalMinor, lines, timeline });
}

/** The orders service alone writes these records; it keeps an `OrderHistory`. */
async function historyOf(orderId: string, histories: Pick<RecordStore, 'load'>): Promise<OrderHistory | undefined> {
  try {
    return (await histories.load(orderId)).facts as OrderHistory | undefined;
  } catch (cause) {
    const detail = 'The order history cannot be read now. Ask again.';
    throw new Problem({ status: 503, title: 'Not available', detail }, { 'retry-after': '2' }, cause);
  }
}

function maySee(caller: Caller, { placedBy }: OrderHistory): boolean {
  return !caller.seesOnlyOwn || placedBy === placedByOf(caller);
}

/** The same for an order that does not exist and for somebody else's: ids must not be guessable. */
function unknownOrder(): Problem {
  const detail = 'There is no such order. One that was just accepted may take a moment to appear: ask again.';
  return new Problem({ status: 404, title: 'Unknown order', detail });
}
