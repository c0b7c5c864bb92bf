/** Which order a request is about, and the one answer for an order that is not there or somebody else's. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RecordStore } from '../store/record-store.ts';
import { type Caller, placedByOf } from './caller.ts';
import { notAvailable } from './not-available.ts';
import { Problem } from './problem.ts';
import type { Tell } from './request-log.ts';

/** As this API gives them out. What is no order id is not looked up, nor logged. */
const ORDER_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The order id in the path. Throws a problem for what cannot be one. */
export function orderIdIn({ pathParameters }: Pick<APIGatewayProxyEventV2, 'pathParameters'>, tell: Tell): string {
  const orderId = pathParameters?.id ?? '';
  if (!ORDER_ID.test(orderId)) throw unknownOrder();
  tell({ subject: orderId });
  return orderId;
}

/** What a service keeps of the order; `undefined` when it has never heard of it. Throws a problem when the store fails. */
export async function factsOf(orderId: string, records: Pick<RecordStore, 'load'>, what: string): Promise<unknown> {
  try {
    return (await records.load(orderId)).facts;
  } catch (cause) {
    throw notAvailable(`The ${what} cannot be read now. Ask again.`, cause);
  }
}

export function maySee(caller: Caller, { placedBy }: { readonly placedBy?: string | undefined }): boolean {
  return !caller.seesOnlyOwn || placedBy === placedByOf(caller);
}

/** The same for an order that does not exist and for somebody else's: ids must not be guessable. */
export function unknownOrder(): Problem {
  const detail = 'There is no such order. One that was just accepted may take a moment to appear: ask again.';
  return new Problem({ status: 404, title: 'Unknown order', detail });
}
