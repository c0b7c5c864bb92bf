/**
 * Who may talk to the console: a page that came from it, which its port checks as every port of ours does, with the token that was
 * printed on the terminal.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../../lib/http/problem.ts';

/** Nothing but what the console itself serves may run or be loaded, and no other page may frame it. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Throws a problem unless the request carries the token. */
export function assertToken({ authorization = '' }: IncomingHttpHeaders, token: string): void {
  const given = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw refusal(401, 'No valid token', 'Open the console by the URL that was printed on the terminal.');
}

export function refusal(status: number, title: string, detail: string, cause?: unknown): Problem {
  return new Problem({ status, title, detail }, {}, cause);
}
