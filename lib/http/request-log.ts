/** One log line per request: route, status, duration, order. Of what the client sent, only the correlation id is told. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../clock/clock.ts';
import { reportOf } from '../errors.ts';
import type { Log, LogFields } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { Problem } from './problem.ts';

export type ApiMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** Adds to the line of a request; said again, a field is replaced. */
export type Tell = (fields: Pick<LogFields, 'subject' | 'correlationId'>) => void;

export interface RequestLog {
  readonly middleware: ApiMiddleware;
  tellOf(request: APIGatewayProxyEventV2): Tell;
}

interface Entry {
  readonly began: number;
  fields: LogFields;
}

interface Ended {
  readonly event: APIGatewayProxyEventV2;
  readonly response: unknown;
  readonly error: unknown;
}

/** Also flushes the metrics when a request ends. */
export function requestLog(log: Log, metrics: Metrics, clock: Clock): RequestLog {
  const entries = new WeakMap<APIGatewayProxyEventV2, Entry>();
  const entryOf = (request: APIGatewayProxyEventV2): Entry => {
    const entry = entries.get(request) ?? { began: clock.now(), fields: {} };
    entries.set(request, entry);
    return entry;
  };
  const end = ({ event, response, error }: Ended): void => {
    const { statusCode: status = 500 } = (response ?? {}) as APIGatewayProxyStructuredResultV2;
    const { began, fields } = entryOf(event);
    const line = { ...fields, status, durationMs: clock.now() - began };
    if (status < 500) log.info(event.routeKey, line);
    else log.error(event.routeKey, { ...line, ...whyOf(error) });
    metrics.flush();
  };
  return {
    middleware: { before: ({ event }) => void entryOf(event), after: end, onError: end },
    tellOf: (request) => (fields) => {
      const entry = entryOf(request);
      entry.fields = { ...entry.fields, ...fields };
    },
  };
}

/** What lies behind an answer of 500 or more, without the text of errors that are not ours. */
function whyOf(error: unknown): LogFields {
  const { code, message: reason } = reportOf(error instanceof Problem ? error.cause : error);
  return { code, reason };
}
