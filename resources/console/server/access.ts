/**
 * Who may talk to the console: a page that came from it, with the token that was printed on the terminal. Any page in the user's
 * browser can send requests to loopback, and a name under somebody's control can point there (DNS rebinding): so the host, the
 * origin and the token are all checked.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../../lib/http/problem.ts';
import { LOOPBACK } from '../../../lib/local/engines/free-port.ts';

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

/** Throws a problem for a host that is not this server's, and for another origin. */
export function assertOwnPage(headers: IncomingHttpHeaders, port: number): void {
  const hosts = [`${LOOPBACK}:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  if (!hosts.includes(host)) throw refusal(421, 'Wrong host', 'The console answers on loopback only.');
  const site = headers['sec-fetch-site'];
  const isOtherOrigin = origin !== undefined && !hosts.some((own) => origin === `http://${own}`);
  if (isOtherOrigin || site === 'cross-site' || site === 'same-site') {
    throw refusal(
      403,
      'Wrong origin',
      'Another page sent this request: the console takes them from its own page only.',
    );
  }
}

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
