/** The HTTP API over the embedded engines: every function behind its routes, and a queue that receives what is announced. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { contract } from '../../events/contract.ts';
import { forecastingApi } from '../../handlers/forecasting/api.ts';
import { dynamoDbDemand } from '../../handlers/forecasting/get-forecast.ts';
import { service as forecasting } from '../../handlers/forecasting/service.ts';
import { invoiceApi } from '../../handlers/invoice/api.ts';
import { service as invoice } from '../../handlers/invoice/service.ts';
import { dynamoDbAnnouncements } from '../../handlers/order-api/announcement.ts';
import { orderApi } from '../../handlers/order-api/api.ts';
import { ordersApi } from '../../handlers/orders/api.ts';
import { service as orders } from '../../handlers/orders/service.ts';
import { dynamoDb, sns } from '../../lib/aws/clients.ts';
import type { DynamoDb, Sns } from '../../lib/aws/ports.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import type { HttpHandler } from '../../lib/http/http-handler.ts';
import type { Engines } from '../../lib/local/engines/engines.ts';
import { sqsQueue } from '../../lib/local/source-queue.ts';
import { jsonLog } from '../../lib/observability/log.ts';
import { embeddedMetrics } from '../../lib/observability/metrics.ts';
import { snsPublisher } from '../../lib/publishing/publisher.ts';
import { dynamoDbStore } from '../../lib/store/dynamodb-store.ts';
import { recordReader } from '../../lib/store/record-reader.ts';
import type { RecordStore } from '../../lib/store/record-store.ts';
import { orderApiInvocation } from '../../resources/generate/invocations.ts';
import { createTable, startTestEngines } from './engines.ts';
import { lambdaContext } from './pipeline.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

export interface RequestOptions {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorizer?: object;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface ApiRig {
  readonly histories: RecordStore;
  readonly invoices: RecordStore;
  /** `POST /orders` with an order, or with the `body` of the options as it is. */
  post(order: unknown, options?: RequestOptions): Promise<Answer>;
  get(orderId: string, authorizer?: object): Promise<Answer>;
  /** `GET /orders/{id}/invoice`, as it is answered. */
  getInvoice(
    orderId: string,
    options?: Pick<RequestOptions, 'headers' | 'authorizer'>,
  ): Promise<APIGatewayProxyStructuredResultV2>;
  /** Any event at all, as API Gateway might send it. */
  send(event: object): Promise<Answer>;
  /** Everything announced so far, taken out of the listening queue. */
  announced(): Promise<CloudEvent[]>;
  /** How many idempotency keys are stored. */
  remembered(): Promise<number>;
  readonly lines: readonly Record<string, unknown>[];
}

let engines: Engines;

export async function startApiEngines(): Promise<void> {
  engines = await startTestEngines();
}

export async function stopApiEngines(): Promise<void> {
  await engines.stop();
}

/** What stands between the API and an engine. */
export interface Faults {
  /** Milliseconds that the function has. */
  readonly remainingMs?: number;
  readonly sns?: (real: Sns) => Sns;
  readonly dynamoDb?: (real: DynamoDb) => DynamoDb;
}

/** An API of its own for each test. */
export async function makeApi(faults: Faults = {}): Promise<ApiRig> {
  const { sns: faultySns = (real) => real, dynamoDb: faultyDynamoDb = (real) => real, remainingMs = 30_000 } = faults;
  const id = randomUUID().slice(0, 8);
  const client = new DynamoDBClient();
  const announcements = `${id}-announcements`;
  const records = `${id}-orders`;
  const demand = `${id}-demand`;
  const invoiceRecords = `${id}-invoice`;
  await createTable(client, announcements, 'key');
  await createTable(client, records, 'subject');
  await createTable(client, invoiceRecords, 'subject');
  await createTable(client, demand, 'key');
  const { topicArn, listening } = await makeTopic(id);

  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const metrics = embeddedMetrics({ stage: 'test', service: 'order-api' }, systemClock, write);
  const database = faultyDynamoDb(dynamoDb(metrics));
  const histories = dynamoDbStore(database, records, (name) => name);
  const invoices = dynamoDbStore(database, invoiceRecords, (name) => name);
  const environment = { clock: systemClock, log: jsonLog('order-api', 'info', systemClock, write), metrics };
  const announce = orderApi({
    ...environment,
    announcements: dynamoDbAnnouncements(database, announcements),
    publisher: snsPublisher(faultySns(sns()), () => topicArn),
  });
  // As API Gateway would; what is not a route of any function ends in the first.
  const functions: readonly [readonly string[], HttpHandler][] = [
    [orders.routes, ordersApi({ ...environment, histories: recordReader(database, records) })],
    [invoice.routes, invoiceApi({ ...environment, invoices: recordReader(database, invoiceRecords) })],
    [forecasting.routes, forecastingApi({ ...environment, demandOf: dynamoDbDemand(database, demand) })],
  ];
  const functionFor = (routeKey: string): HttpHandler =>
    functions.find(([routes]) => routes.includes(routeKey))?.[1] ?? announce;
  const api = (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
    functionFor(event.routeKey)(event, lambdaContext(remainingMs));
  const call = async (event: object): Promise<Answer> => answerOf(await api(event as APIGatewayProxyEventV2));

  return {
    histories,
    invoices,
    lines,
    send: call,
    post: (order, { key = randomUUID(), headers = {}, authorizer, body, isBase64Encoded = false } = {}) => {
      const request = orderApiInvocation(order);
      const { 'idempotency-key': _, ...others } = request.headers;
      return call({
        ...request,
        headers: { ...others, ...(key !== '' && { 'idempotency-key': key }), ...headers },
        requestContext: { ...request.requestContext, ...(authorizer !== undefined && { authorizer }) },
        body: body ?? JSON.stringify(order),
        isBase64Encoded,
      });
    },
    get: (orderId, authorizer) => {
      const request = orderApiInvocation(undefined);
      const routeKey = 'GET /orders/{id}';
      return call({
        ...request,
        routeKey,
        pathParameters: { id: orderId },
        requestContext: { ...request.requestContext, ...(authorizer !== undefined && { authorizer }) },
      });
    },
    getInvoice: (orderId, { headers = {}, authorizer } = {}) => {
      const request = orderApiInvocation(undefined);
      const event = {
        ...request,
        routeKey: 'GET /orders/{id}/invoice',
        headers,
        pathParameters: { id: orderId },
        requestContext: { ...request.requestContext, ...(authorizer !== undefined && { authorizer }) },
      };
      return api(event as unknown as APIGatewayProxyEventV2);
    },
    announced: async () => {
      const messages = [];
      for (
        let received = await listening.receive(10, 0);
        received.length > 0;
        received = await listening.receive(10, 0)
      ) {
        await listening.delete(received);
        messages.push(...received);
      }
      return messages.map(({ Body = '' }) => JSON.parse(Body));
    },
    remembered: async () => (await client.send(new ScanCommand({ TableName: announcements }))).Count ?? 0,
  };
}

export const validOrder = contract['order.placed'].example;

function answerOf(result: APIGatewayProxyStructuredResultV2): Answer {
  return { status: result.statusCode ?? 0, headers: result.headers ?? {}, body: JSON.parse(result.body ?? '{}') };
}

async function makeTopic(id: string) {
  const topics = new SNSClient();
  const queues = new SQSClient();
  const { TopicArn = '' } = await topics.send(new CreateTopicCommand({ Name: `${id}-order-placed` }));
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: `${id}-listening` }));
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await topics.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return { topicArn: TopicArn, listening: sqsQueue(queues, QueueUrl) };
}
