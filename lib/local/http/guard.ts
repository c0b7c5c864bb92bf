/**
 * Who may talk to a port of this machine. Any web page in the user's browser can send requests to loopback, and a name under
 * somebody's control can point there (DNS rebinding). So every port that we open refuses a request that names another host, another
 * origin or another site. Programs such as SDKs send no `Origin` and no `Sec-Fetch-Site`: they pass.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { ProblemDetails } from '../../http/problem.ts';

/** The names of this machine, and the one that a queue's URL has. */
const OWN_NAMES = /^(127\.0\.0\.1|localhost|\[::1\]|sqs\.[a-z0-9-]+\.localhost)$/;

/** What a browser says of a request that it sends for the same origin, or for the user who typed the address. */
const OWN_SITES: readonly (string | string[] | undefined)[] = [undefined, 'same-origin', 'none'];

export interface Guarded {
  /** The port that the server listens at. */
  readonly port: number;
  /** Whether links from anywhere may lead here, which is so where a page of ours is: it shows nothing without a token of its own. */
  readonly isVisitable?: boolean;
}

/** Why a request is refused; `undefined` when it may pass. Headers that are absent pass. */
export function foreignRequest(
  headers: IncomingHttpHeaders,
  { port, isVisitable = false }: Guarded,
): ProblemDetails | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isOwn(host, port)) {
    return {
      status: 421,
      title: 'Wrong host',
      detail: `This server answers at 127.0.0.1:${port} and localhost:${port} only.`,
    };
  }
  const isOwnOrigin = origin === undefined || (origin.startsWith('http://') && isOwn(origin.slice(7), port));
  if (isOwnOrigin && OWN_SITES.includes(headers['sec-fetch-site'])) return undefined;
  if (isVisitable && isVisit(headers)) return undefined;
  return {
    status: 403,
    title: 'Wrong origin',
    detail: 'A web page of another origin sent this request. This server answers programs and its own pages only.',
  };
}

/** The user followed a link, and the browser shows the answer in a window of its own. A form that is sent names its origin. */
function isVisit(headers: IncomingHttpHeaders): boolean {
  const isDocument = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isDocument && headers.origin === undefined;
}

/** `authority` is a name with the port, which browsers leave out when it is 80. */
function isOwn(authority: string, port: number): boolean {
  const [, name = '', named = '80'] = /^(.*?)(?::(\d+))?$/.exec(authority.toLowerCase()) ?? [];
  return OWN_NAMES.test(name) && named === String(port);
}
