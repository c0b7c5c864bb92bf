/** Complete Lambda events, as AWS sends them: what `serverless invoke local -p` gives a function. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, ScheduledEvent, SQSEvent } from 'aws-lambda';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { uuidV5 } from '../../lib/cloudevents/event-id.ts';

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

/** `POST /orders` as an HTTP API sends it (payload format 2.0). */
export function orderApiInvocation(
  body: unknown,
): Omit<APIGatewayProxyEventV2, 'requestContext'> & { requestContext: object } {
  return {
    version: '2.0',
    routeKey: 'POST /orders',
    rawPath: '/orders',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'example-order' },
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'example' },
      requestId: uuidV5('request orderApi'),
      routeKey: 'POST /orders',
      stage: '$default',
      time: '31/Jan/2026:12:00:00 +0000',
      timeEpoch: 1_769_860_800_000,
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}
