/** Middleware and routes of the order API: every problem becomes a problem document, every request a log line. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../../lib/clock/clock.ts';
import { Problem, problemResponse } from '../../lib/http/problem.ts';
import type { Log } from '../../lib/observability/log.ts';
import type { Metrics } from '../../lib/observability/metrics.ts';
import { type Caller, callerOf } from './caller.ts';

export type Route = (request: APIGatewayProxyEventV2, caller: Caller) => Promise<APIGatewayProxyStructuredResultV2>;

type ApiMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** Dispatches by API Gateway's route key, such as `POST /orders`. */
export function routing(routes: Readonly<Record<string, Route>>) {
  return async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const route = routes[request.routeKey];
    if (route === undefined)
      throw new Problem({ status: 404, title: 'Not found', detail: 'There is no such resource.' });
    return route(request, callerOf(request));
  };
}

/** What is no problem of ours to tell becomes a 500 without details: they are in the log. */
export function problems(metrics: Metrics): ApiMiddleware {
  return {
    onError: (request) => {
      const problem = request.error instanceof Problem ? request.error : unexpected(request.error);
      if (problem.details.status < 500) metrics.add('Rejected', 1);
      request.response = problemResponse(problem);
    },
  };
}

function unexpected(cause: unknown): Problem {
  const detail = 'Something unexpected happened. Send the same request again, with the same Idempotency-Key.';
  return new Problem({ status: 500, title: 'Internal error', detail }, {}, cause);
}

/** One line per request, without anything the client sent. */
export function requestLog(log: Log, metrics: Metrics, clock: Clock): ApiMiddleware {
  const began = new WeakMap<object, number>();
  const end = (request: { event: APIGatewayProxyEventV2; response: unknown; error: unknown }): void => {
    const { statusCode = 500 } = (request.response ?? {}) as APIGatewayProxyStructuredResultV2;
    const fields = { status: statusCode, durationMs: clock.now() - (began.get(request.event) ?? clock.now()) };
    const code = causeOf(request.error);
    if (statusCode < 500) log.info(request.event.routeKey, fields);
    else log.error(request.event.routeKey, { ...fields, ...(code !== undefined && { code }) });
    metrics.flush();
  };
  return { before: ({ event }) => void began.set(event, clock.now()), after: end, onError: end };
}

/** The class of what lies behind a refusal. */
function causeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.cause instanceof Error ? error.cause.name : error.name;
}
