/** A Lambda function behind an HTTP API: its routes, and around them what every such function needs. */
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Clock, systemClock } from '../clock/clock.ts';
import { required, type Variables } from '../lambda/variables.ts';
import { jsonLog, type Log, levelOf, writeLine } from '../observability/log.ts';
import { embeddedMetrics, type Metrics } from '../observability/metrics.ts';
import { callerLimit } from './caller-limit.ts';
import { requestLog } from './request-log.ts';
import { problems, type Route, routing } from './routing.ts';
import { inTime } from './time-limit.ts';

export type HttpHandler = MiddyfiedHandler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** One for each route that a service declares: a missing one does not compile, nor one that is not declared. */
export type Routes<Service extends { readonly routes: readonly string[] }> = {
  readonly [R in Service['routes'][number]]: Route;
};

/** The outside of every HTTP function. */
export interface HttpEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Names of IAM roles whose sessions are end users; none when left out. */
  readonly endUserRoles?: readonly string[];
}

/**
 * Dispatches to the route, logs one line per request, answers problem documents, and answers before the function's time is up.
 *
 * @example
 * export const handler = httpHandler<typeof service>({ 'GET /orders/{id}': getOrder }, lambdaHttpEnvironment());
 */
export function httpHandler<Service extends { readonly routes: readonly string[] }>(
  routes: Routes<Service>,
  { clock, log, metrics, endUserRoles = [] }: HttpEnvironment,
): HttpHandler {
  const requests = requestLog(log, metrics, clock);
  const answer = routing(routes, { requestLog: requests, limit: callerLimit(clock), endUserRoles });
  // Middy's own early time-out is off: it knows no clock but the machine's, and would answer 500.
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 0 })
    .use(requests.middleware)
    .use(problems())
    .handler((request, context) => inTime(answer(request), context, clock));
}

/** Throws when a variable is missing, naming it. */
export function lambdaHttpEnvironment(variables: Variables = process.env): HttpEnvironment {
  const service = required(variables, 'SERVICE');
  return {
    clock: systemClock,
    log: jsonLog(service, levelOf(variables.LOG_LEVEL), systemClock, writeLine),
    endUserRoles: variables.END_USER_ROLES?.split(',') ?? [],
    metrics: embeddedMetrics({ stage: required(variables, 'STAGE'), service }, systemClock, writeLine),
  };
}
