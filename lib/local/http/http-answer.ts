/** What an HTTP API makes of a function's outcome: payload format 2.0, in its long form and its short one. */

import { isObject } from '../../json.ts';
import type { Outcome } from '../functions/outcome.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

export const BAD_REQUEST = messageAnswer(400, 'Bad Request');
export const NOT_FOUND = messageAnswer(404, 'Not Found');
export const TOO_LARGE = messageAnswer(413, 'Request Entity Too Large');
/** A function failed, or answered with something that is not an HTTP response. */
export const INTERNAL_SERVER_ERROR = messageAnswer(500, 'Internal Server Error');
/** The integration's own time-out passed, or the function was throttled. */
export const SERVICE_UNAVAILABLE = messageAnswer(503, 'Service Unavailable');

export function httpAnswerOf(outcome: Outcome): HttpAnswer {
  if (outcome.kind === 'throttled') return SERVICE_UNAVAILABLE;
  if (outcome.kind !== 'answered') return INTERNAL_SERVER_ERROR;
  const answer: unknown = outcome.payload === undefined ? undefined : JSON.parse(outcome.payload);
  if (!isObject(answer) || answer.statusCode === undefined) return inferred(answer, outcome.payload);
  return structured(answer);
}

/** Without a status code the answer itself is the body, as JSON, and all is well. */
function inferred(answer: unknown, payload: string | undefined): HttpAnswer {
  const body = typeof answer === 'string' ? answer : (payload ?? '');
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function structured(answer: Record<string, unknown>): HttpAnswer {
  const status = Number(answer.statusCode);
  const { body = '', headers = {}, cookies = [] } = answer;
  const isSound = Number.isInteger(status) && status >= 200 && status <= 599 && typeof body === 'string';
  if (!isSound || !isObject(headers) || !Array.isArray(cookies)) return INTERNAL_SERVER_ERROR;
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=utf-8', ...lowerCase(headers), ...cookieHeader(cookies) },
    body: answer.isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

function lowerCase(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function cookieHeader(cookies: readonly unknown[]): Record<string, string[]> {
  return cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String) };
}

function messageAnswer(status: number, message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
