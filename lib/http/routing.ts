/** From a request to the route that answers it; whatever goes wrong becomes a problem document. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Caller, callerOf } from './caller.ts';
import { Problem, problemResponse } from './problem.ts';
import type { ApiMiddleware, RequestLog, Tell } from './request-log.ts';

export type Route = (
  request: APIGatewayProxyEventV2,
  caller: Caller,
  tell: Tell,
) => Promise<APIGatewayProxyStructuredResultV2>;

export interface RoutingPorts {
  readonly requestLog: RequestLog;
  /** Throws for a caller who asks too often. */
  readonly limit: (caller: Caller) => void;
  readonly endUserRoles: readonly string[];
}

/** Dispatches by API Gateway's route key, such as `POST /orders`. */
export function routing(routes: Readonly<Record<string, Route>>, { requestLog, limit, endUserRoles }: RoutingPorts) {
  return async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const route = Object.hasOwn(routes, request.routeKey) ? routes[request.routeKey] : undefined;
    if (route === undefined)
      throw new Problem({ status: 404, title: 'Not found', detail: 'There is no such resource.' });
    const caller = callerOf(request, endUserRoles);
    limit(caller);
    return route(request, caller, requestLog.tellOf(request));
  };
}

/** What is no problem of ours to tell becomes a 500 without details: they are in the log. */
export function problems(): ApiMiddleware {
  return {
    onError: (request) => {
      const problem = request.error instanceof Problem ? request.error : unexpected(request.error);
      request.response = problemResponse(problem);
    },
  };
}

function unexpected(cause: unknown): Problem {
  const detail = 'Something unexpected happened. Send the same request again, with the same Idempotency-Key.';
  return new Problem({ status: 500, title: 'Internal error', detail }, {}, cause);
}
