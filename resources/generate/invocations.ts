/** Complete Lambda events, as AWS sends them: what `serverless invoke local -p` gives a function. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, ScheduledEvent, SQSEvent } from 'aws-lambda';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { uuidV5 } from '../../lib/cloudevents/event-id.ts';
import { camelCase } from '../../lib/lambda/names.ts';
import { EXAMPLE_ORDER_ID } from './examples.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';

/** One record on the queue of `service`, delivered for the first time. */
export function sqsInvocation(service: string, event: CloudEvent): SQSEvent {
  const body = JSON.stringify(event);
  const sent = String(Date.parse(event.time));
  return {
    Records: [
      {
        messageId: uuidV5(`message ${service}`),
        receiptHandle: 'example-receipt-handle',
        body,
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: sent,
          SenderId: 'AIDAIT2UOQQY3AUEKVGXU',
          ApproximateFirstReceiveTimestamp: sent,
        },
        messageAttributes: {
          type: { stringValue: event.type, dataType: 'String', stringListValues: [], binaryListValues: [] },
          source: { stringValue: event.source, dataType: 'String', stringListValues: [], binaryListValues: [] },
        },
        md5OfBody: createHash('md5').update(body).digest('hex'),
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:fanfare-local-${service}`,
        awsRegion: REGION,
      },
    ],
  };
}

/** What EventBridge sends a function that the clock starts. */
export function scheduledInvocation(name: string): ScheduledEvent {
  return {
    version: '0',
    id: uuidV5(`schedule ${name}`),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: '2026-01-31T12:00:00Z',
    region: REGION,
    resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/fanfare-local-${name}`],
    detail: {},
  };
}

type HttpInvocation = Omit<APIGatewayProxyEventV2, 'requestContext'> & { requestContext: object };

/** `POST /orders` with an order. */
export function orderApiInvocation(body: unknown): HttpInvocation {
  return httpInvocation('order-api', 'POST /orders', body);
}

/** What stands in a path where a route has a parameter of this name. */
const PATH_EXAMPLES: Readonly<Record<string, string>> = { id: EXAMPLE_ORDER_ID, sku: '85123A' };

/** A request as an HTTP API sends it (payload format 2.0). Only what is not a GET has a body. */
export function httpInvocation(name: string, routeKey: string, body: unknown): HttpInvocation {
  const [method = '', template = ''] = routeKey.split(' ');
  const pathParameters = Object.fromEntries(
    [...template.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => [parameter, pathExample(parameter)]),
  );
  const path = template.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => pathExample(parameter));
  const hasBody = method !== 'GET';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: hasBody ? { 'content-type': 'application/json', 'idempotency-key': 'example-order' } : {},
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      authorizer: { iam: { userArn: 'anonymous', cognitoIdentity: null } },
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'example' },
      requestId: uuidV5(`request ${camelCase(name)}`),
      routeKey,
      stage: '$default',
      time: '31/Jan/2026:12:00:00 +0000',
      timeEpoch: 1_769_860_800_000,
    },
    ...(hasBody && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

function pathExample(parameter: string): string {
  const example = PATH_EXAMPLES[parameter];
  if (example !== undefined) return example;
  throw new Error(
    `a route has {${parameter}}: add an example of it to PATH_EXAMPLES in resources/generate/invocations.ts`,
  );
}
