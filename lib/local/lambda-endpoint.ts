/**
 * The part of Lambda's own API with which a running system is operated: invoke a function, list event source mappings,
 * enable and disable them. So the same client code, or the AWS CLI with `--endpoint-url`, works here and on AWS.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { Outcome } from './functions/outcome.ts';
import { bodyWithin, type LoopbackServer, serve } from './http/loopback-server.ts';

export interface LambdaEndpointPorts {
  readonly mappings: readonly EventSourceMapping[];
  /** Throws when there is no such function. */
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Lambda's limit on an event. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const MAPPINGS = /^\/2015-03-31\/event-source-mappings\/?$/;
const MAPPING = /^\/2015-03-31\/event-source-mappings\/([^/]+)$/;

export function startLambdaEndpoint(port: number, ports: LambdaEndpointPorts): Promise<LoopbackServer> {
  return serve('the Lambda endpoint', port, async (request, response) => {
    const reply = await replyTo(request, ports).catch((error: unknown) =>
      refusal(404, 'ResourceNotFoundException', error instanceof Error ? error.message : String(error)),
    );
    send(response, reply);
  });
}

async function replyTo(request: IncomingMessage, ports: LambdaEndpointPorts): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const body = await bodyWithin(request, MAX_EVENT_BYTES);
  if (body === undefined) return refusal(413, 'RequestTooLargeException', 'the request is larger than 6 MB');
  const operation = `${request.method} ${pathname}`;
  const functionName = INVOKE.exec(pathname)?.[1];
  if (request.method === 'POST' && functionName !== undefined) {
    return invocationReply(await ports.invoke(decodeURIComponent(functionName), parsed(body)));
  }
  if (request.method === 'GET' && MAPPINGS.test(pathname)) {
    return listReply(ports.mappings, searchParams);
  }
  const mapping = ports.mappings.find(({ settings }) => settings.logicalId === MAPPING.exec(pathname)?.[1]);
  if (mapping === undefined) return refusal(404, 'ResourceNotFoundException', `nothing answers ${operation} here`);
  if (request.method === 'PUT') return update(mapping, parsed(body));
  return json(200, shown(mapping));
}

function invocationReply(outcome: Outcome): Reply {
  if (outcome.kind === 'throttled') return refusal(429, 'TooManyRequestsException', outcome.error.errorMessage);
  if (outcome.kind === 'answered') return { status: 200, body: outcome.payload ?? 'null' };
  const { errorType, errorMessage, stack } = outcome.error;
  const trace = stack?.split('\n') ?? [];
  return { ...json(200, { errorType, errorMessage, trace }), headers: { 'x-amz-function-error': 'Unhandled' } };
}

function listReply(mappings: readonly EventSourceMapping[], query: URLSearchParams): Reply {
  const functionName = query.get('FunctionName');
  const queueArn = query.get('EventSourceArn');
  const found = mappings.filter(
    ({ settings }) =>
      (functionName === null || functionName.split(':').at(-1) === settings.functionName) &&
      (queueArn === null || queueArn === settings.queueArn),
  );
  return json(200, { EventSourceMappings: found.map(shown) });
}

/** Disabling answers once nothing is under way any more, where AWS would answer `Disabling` first. */
async function update(mapping: EventSourceMapping, change: unknown): Promise<Reply> {
  const enabled = typeof change === 'object' && change !== null && 'Enabled' in change ? change.Enabled : undefined;
  if (typeof enabled !== 'boolean') {
    return refusal(400, 'InvalidParameterValueException', 'locally only Enabled can be changed: send true or false');
  }
  if (enabled) mapping.resume();
  else await mapping.pause();
  return json(202, shown(mapping));
}

function shown({ settings, isRunning }: EventSourceMapping) {
  return {
    UUID: settings.logicalId,
    EventSourceArn: settings.queueArn,
    FunctionArn: settings.functionArn,
    State: isRunning ? 'Enabled' : 'Disabled',
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.windowSeconds,
    ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency },
    FunctionResponseTypes: settings.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
  };
}

function parsed(body: Buffer): unknown {
  return body.length === 0 ? {} : JSON.parse(body.toString());
}

function refusal(status: number, errorType: string, message: string): Reply {
  return { ...json(status, { Type: 'User', Message: message }), headers: { 'x-amzn-errortype': errorType } };
}

function json(status: number, document: unknown): Reply {
  return { status, body: JSON.stringify(document) };
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
