/** A request as the event that an HTTP API gives to a function: payload format 2.0. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ACCOUNT_ID } from '../template/identity.ts';
import type { Match } from './routes.ts';

/** Names an end user, in place of the authorizer that a deployed API has: its value becomes the JWT's `sub` claim. */
const CALLER_HEADER = 'x-fanfare-caller';

/** Nobody signs here, and a function refuses a request without a caller: so whoever sends none is this one, a service. */
const NOBODY = { iam: { userArn: 'anonymous', cognitoIdentity: null } };

/** Bodies of other types reach the function as base64. */
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml)\b)/;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function httpEventOf(request: IncomingMessage, url: URL, { route, pathParameters }: Match, body: Buffer) {
  const { cookie, ...headers } = joinedHeaders(request);
  const isBase64Encoded = body.length > 0 && !TEXT_TYPES.test(headers['content-type'] ?? '');
  const query = [...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name).join(',')]);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers,
    ...(query.length > 0 && { queryStringParameters: Object.fromEntries(query) }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: requestContextOf(request, url, route.key, headers),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function requestContextOf(
  request: IncomingMessage,
  url: URL,
  routeKey: string,
  headers: Readonly<Record<string, string>>,
) {
  const now = new Date();
  const caller = headers[CALLER_HEADER];
  return {
    accountId: ACCOUNT_ID,
    apiId: 'local',
    authorizer: caller === undefined ? NOBODY : { jwt: { claims: { sub: caller }, scopes: null } },
    domainName: url.hostname,
    domainPrefix: url.hostname.split('.')[0],
    http: {
      method: request.method ?? 'GET',
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: now.toUTCString(),
    timeEpoch: now.getTime(),
  };
}

/** Lower-case names; a header that came more than once has its values joined by commas. */
function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const present = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.length === 0 ? [] : [[name, values.join(name === 'cookie' ? '; ' : ',')]],
  );
  return Object.fromEntries(present);
}
