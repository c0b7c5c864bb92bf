/**
 * Signed POST requests to AWS over kept-alive connections: the little of an AWS SDK that a function of ours needs. Signatures are
 * `aws4`'s; retries, credentials and endpoints are as the SDK has them. See docs/decisions/0004-lean-transport.md.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import aws4 from 'aws4';
import { AwsError } from './aws-error.ts';
import { credentialsOf, regionOf, type ServiceName, type Variables } from './environment.ts';
import { isReset } from './network-errors.ts';
import { RETRY_TERMS, retrying } from './retries.ts';

/** An attempt that takes longer is broken off and made again: a Lambda function pays for its waiting. */
const REQUEST_TIMEOUT_MS = 5_000;
const CONNECTION_TIMEOUT_MS = 1_000;
const MAX_CONNECTIONS = 50;

/** A clock that is wrong by less does not spoil a signature. */
const MAX_SKEW_MS = 300_000;
const SKEWED = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture', 'InvalidSignatureException']);

export interface Call {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers the body of a success. Throws AwsError with what AWS said, or the error of the network. */
export type Transport = (call: Call) => Promise<string>;

/** `errorIn` reads what the service's protocol says instead of a result. */
export function transport(
  service: ServiceName,
  errorIn: (answer: Answer) => AwsError,
  variables: Variables = process.env,
): Transport {
  const retry = retrying(RETRY_TERMS[service], {
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  let clockOffsetMs = 0;

  const once = async (call: Call): Promise<string> => {
    const headers = signedHeaders(service, call, variables, Date.now() + clockOffsetMs);
    const answer = await postPastDeadSockets(call.endpoint, call.body, headers);
    if (answer.status < 300) return answer.body;
    const error = errorIn(answer);
    const skewMs = SKEWED.has(error.name) ? skewOf(answer, clockOffsetMs) : 0;
    if (Math.abs(skewMs) < MAX_SKEW_MS) throw error;
    clockOffsetMs += skewMs;
    throw new AwsError('ClockSkewCorrected', `${error.name}: ${error.message}`, { status: answer.status });
  };
  return (call) => retry(() => once(call));
}

/** The headers of a request, signed as of `now`. */
export function signedHeaders(
  service: ServiceName,
  call: Call,
  variables: Variables,
  now: number,
): Record<string, string> {
  const { host, path } = placeOf(call.endpoint);
  const { headers = {} } = aws4.sign(
    {
      method: 'POST',
      service,
      region: regionOf(variables),
      path,
      body: call.body,
      headers: {
        ...call.headers,
        Host: host,
        'Content-Length': String(Buffer.byteLength(call.body)),
        'X-Amz-Date': new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
        ...traceHeader(variables),
      },
    },
    credentialsOf(variables),
  );
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Lambda ends loops of functions that call themselves through SNS and SQS, and sees them by this header. */
function traceHeader({ AWS_LAMBDA_FUNCTION_NAME, _X_AMZN_TRACE_ID }: Variables): Record<string, string> {
  return AWS_LAMBDA_FUNCTION_NAME && _X_AMZN_TRACE_ID ? { 'X-Amzn-Trace-Id': _X_AMZN_TRACE_ID } : {};
}

function skewOf({ headers }: Answer, offsetMs: number): number {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isNaN(theirs) ? 0 : theirs - (Date.now() + offsetMs);
}

const agents = {
  'http:': new HttpAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS }),
  'https:': new HttpsAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS }),
};

/** What is behind an endpoint's URL. */
interface Place {
  readonly host: string;
  readonly path: string;
  readonly options: RequestOptions;
}

/** A function asks few endpoints: one of each service, and a queue or two. */
const places = new Map<string, Place>();

function placeOf(endpoint: string): Place {
  const known = places.get(endpoint);
  if (known !== undefined) return known;
  const { protocol, host, hostname, port, pathname: path } = new URL(endpoint);
  const agent = protocol === 'http:' ? agents['http:'] : agents['https:'];
  // URL writes an IPv6 address in brackets, which a socket does not take.
  const options = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, path, method: 'POST', agent };
  const place = { host, path, options };
  places.set(endpoint, place);
  return place;
}

/** What went wrong on a connection that had been used before: it may have died while nobody looked. */
class DeadSocketError extends Error {
  override readonly name = 'DeadSocketError';
}

/**
 * A sandbox that was frozen finds connections that AWS has closed meanwhile, several at once. The first of them to break gives
 * all idle ones away, and the request is made on a fresh one: that says nothing about AWS, and so is no attempt.
 */
async function postPastDeadSockets(endpoint: string, body: string, headers: Record<string, string>): Promise<Answer> {
  try {
    return await post(endpoint, body, headers);
  } catch (error) {
    if (!(error instanceof DeadSocketError)) throw error;
    dropIdleSockets();
    if (isReset(error.cause)) return post(endpoint, body, headers).catch(causeOfDeadSocket);
    throw error.cause;
  }
}

function causeOfDeadSocket(error: unknown): never {
  throw error instanceof DeadSocketError ? error.cause : error;
}

function dropIdleSockets(): void {
  for (const { freeSockets } of Object.values(agents)) {
    for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
  }
}

function post(endpoint: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const { options } = placeOf(endpoint);
  const request = options.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode: status = 0, headers } = incoming;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    const breakOff = (what: string) => () => outgoing.destroy(timeoutError(`${endpoint} did not ${what} in time`));
    outgoing.setTimeout(REQUEST_TIMEOUT_MS, breakOff('answer'));
    outgoing.on('error', (cause) => {
      reject(outgoing.reusedSocket ? new DeadSocketError('a connection in use before broke', { cause }) : cause);
    });
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return;
      const limit = setTimeout(breakOff('connect'), CONNECTION_TIMEOUT_MS);
      socket.once('connect', () => clearTimeout(limit));
      socket.once('close', () => clearTimeout(limit));
    });
    outgoing.end(body);
  });
}

function timeoutError(message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError' });
}
