/** The HTTP API on loopback: it answers as API Gateway would, without an authorizer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOOPBACK } from '../engines/free-port.ts';
import type { Outcome } from '../functions/outcome.ts';
import type { LocalLog } from '../log.ts';
import {
  BAD_REQUEST,
  type HttpAnswer,
  httpAnswerOf,
  INTERNAL_SERVER_ERROR,
  NOT_FOUND,
  SERVICE_UNAVAILABLE,
  TOO_LARGE,
} from './http-answer.ts';
import { httpEventOf } from './http-event.ts';
import { bodyWithin, type LoopbackServer, serve } from './loopback-server.ts';
import { matchRoute, type Route } from './routes.ts';

export interface HttpApiPorts {
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly log: LocalLog;
}

/** API Gateway's own limit. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const INTEGRATION_TIMED_OUT = Symbol('the integration took too long');

/** `port` 0 takes any free one. */
export function startHttpApi(routes: readonly Route[], port: number, ports: HttpApiPorts): Promise<LoopbackServer> {
  return serve('the HTTP API', port, async (request, response) => {
    const given = await answer(request, routes, ports).catch((error: unknown) => {
      ports.log.notice('http', error instanceof Error ? error.message : String(error));
      return INTERNAL_SERVER_ERROR;
    });
    send(response, given);
  });
}

async function answer(request: IncomingMessage, routes: readonly Route[], ports: HttpApiPorts): Promise<HttpAnswer> {
  const base = `http://${request.headers.host ?? LOOPBACK}`;
  if (!URL.canParse(request.url ?? '/', base)) return BAD_REQUEST;
  const url = new URL(request.url ?? '/', base);
  const match = matchRoute(routes, request.method ?? 'GET', url.pathname);
  if (match === undefined) return NOT_FOUND;
  const body = await bodyWithin(request, MAX_BODY_BYTES);
  if (body === undefined) return TOO_LARGE;
  const { functionName, integrationTimeoutMs, key } = match.route;
  const invocation = ports.invoke(functionName, httpEventOf(request, url, match, body));
  const outcome = await withinLimit(invocation, integrationTimeoutMs);
  if (outcome === INTEGRATION_TIMED_OUT) {
    ports.log.notice(key, `no answer within ${integrationTimeoutMs / 1000} s`);
    return SERVICE_UNAVAILABLE;
  }
  if (outcome.kind !== 'answered') ports.log.notice(key, `${outcome.error.errorType}: ${outcome.error.errorMessage}`);
  return httpAnswerOf(outcome);
}

async function withinLimit(invocation: Promise<Outcome>, limitMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof INTEGRATION_TIMED_OUT>((resolve) => {
    timer = setTimeout(() => resolve(INTEGRATION_TIMED_OUT), limitMs);
  });
  try {
    return await Promise.race([invocation, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status).end(body);
}
