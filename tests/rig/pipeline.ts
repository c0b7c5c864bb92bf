/** Payment's queues, table and topics on the embedded engines, and the real pipeline in front of them: what the pipeline tests run on. */

import { randomUUID } from 'node:crypto';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { paymentConsumer } from '../../handlers/payment/consumer.ts';
import type { PaymentPorts } from '../../handlers/payment/payment.ts';
import { dynamoDb, sns, sqs } from '../../lib/aws/clients.ts';
import type { DynamoDb, Sns, Sqs } from '../../lib/aws/ports.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import type { Environment } from '../../lib/consumer/consumer.ts';
import { sqsDeadLetterQueue } from '../../lib/consumer/dead-letter-queue.ts';
import { type ConsumerHandler, consumerHandler } from '../../lib/consumer/pipeline.ts';
import type { Engines } from '../../lib/local/engines/engines.ts';
import { sqsQueue } from '../../lib/local/source-queue.ts';
import { sqsEventOf } from '../../lib/local/sqs-event.ts';
import { jsonLog } from '../../lib/observability/log.ts';
import { embeddedMetrics } from '../../lib/observability/metrics.ts';
import { snsPublisher } from '../../lib/publishing/publisher.ts';
import { contextOf } from '../../lib/simulator/aws/simulated-function.ts';
import { dynamoDbStore } from '../../lib/store/dynamodb-store.ts';
import { recordOf } from '../../lib/store/record-item.ts';
import type { StoredRecord } from '../../lib/store/record-store.ts';
import { createTable, REGION, startTestEngines } from './engines.ts';

export const MAX_ATTEMPTS = 5;

/** Stand between the pipeline and the engines where a test wants something to go wrong. */
export interface Faults {
  readonly dynamoDb?: (real: DynamoDb) => DynamoDb;
  readonly sns?: (real: Sns) => Sns;
  readonly sqs?: (real: Sqs) => Sqs;
  readonly environment?: Partial<Environment>;
  /** Payment in another chain than that which is deployed. */
  readonly handlerIn?: typeof paymentHandler;
}

export interface Rig {
  readonly addresses: Addresses;
  /** Sends a body as SNS would, raw. */
  send(...bodies: readonly (CloudEvent | string)[]): Promise<void>;
  /** Receives up to ten messages and deletes none: what a sandbox that dies was given. */
  receive(): Promise<SQSEvent>;
  /** Receives up to ten messages, invokes a fresh payment function with it as Lambda would, and deletes what succeeded. */
  deliver(ports: PaymentPorts, faults?: Faults, remainingMs?: number): Promise<Delivered>;
  /** Everything in the dead-letter queue, taken out of it. */
  deadLetters(): Promise<Message[]>;
  /** Everything published so far, taken out of the auditing queue. */
  published(): Promise<CloudEvent[]>;
  records(): Promise<StoredRecord[]>;
}

export interface Delivered {
  readonly event: SQSEvent;
  readonly response: SQSBatchResponse;
  /** Log entries and metrics, parsed. */
  readonly lines: readonly Record<string, unknown>[];
  /** Sum of a metric. */
  metric(name: string): number;
}

let engines: Engines;

export async function startRigEngines(): Promise<void> {
  engines = await startTestEngines();
}

export async function stopRigEngines(): Promise<void> {
  await engines.stop();
}

/** A service of its own for each test: nothing is shared but the engines. */
export async function makeRig({ visibilitySeconds = 30 } = {}): Promise<Rig> {
  const id = randomUUID().slice(0, 8);
  const clients = { sqs: new SQSClient(), sns: new SNSClient(), dynamodb: new DynamoDBClient() };
  const queue = async (name: string, VisibilityTimeout = '30') => {
    const { QueueUrl = '' } = await clients.sqs.send(
      new CreateQueueCommand({ QueueName: `${id}-${name}`, Attributes: { VisibilityTimeout } }),
    );
    return QueueUrl;
  };
  const [queueUrl, dlqUrl, auditUrl] = await Promise.all([
    queue('payment', String(visibilitySeconds)),
    queue('payment-dlq'),
    queue('audit'),
  ]);
  const table = `${id}-payment`;
  await createTable(clients.dynamodb, table, 'subject');
  const topics = new Map<string, string>();
  for (const type of ['payment.captured', 'payment.declined', 'payment.refunded']) {
    const { TopicArn = '' } = await clients.sns.send(
      new CreateTopicCommand({ Name: `${id}-${type.replace('.', '-')}` }),
    );
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: auditUrl, AttributeNames: ['QueueArn'] }),
    );
    await clients.sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: Attributes?.QueueArn,
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    topics.set(type, TopicArn);
  }
  const source = sqsQueue(clients.sqs, queueUrl);

  const addresses: Addresses = { table, queueUrl, dlqUrl, topics };
  const receive = async () => {
    const messages = await source.receive(10, 1);
    return {
      messages,
      event: sqsEventOf(messages, { queueArn: `arn:aws:sqs:${REGION}:000000000000:${id}-payment`, region: REGION }),
    };
  };

  return {
    addresses,
    receive: async () => (await receive()).event,
    send: async (...bodies) => {
      for (const body of bodies) {
        await clients.sqs.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
            MessageAttributes: {
              type: { DataType: 'String', StringValue: typeof body === 'string' ? 'unknown' : body.type },
              source: { DataType: 'String', StringValue: '/test' },
            },
          }),
        );
      }
    },
    deliver: async (ports, faults = {}, remainingMs = 30_000) => {
      const { messages, event } = await receive();
      const lines: Record<string, unknown>[] = [];
      const environment = environmentOf(addresses, faults, (line) => lines.push(JSON.parse(line)));
      const { handlerIn = paymentHandler } = faults;
      const handler = handlerIn(ports, environment);
      const response = await handler(event, lambdaContext(remainingMs));
      const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      await source.delete(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)));
      return { event, response, lines, metric: (name) => metricIn(lines, name) };
    },
    deadLetters: () => takeAll(clients.sqs, dlqUrl),
    published: async () => (await takeAll(clients.sqs, auditUrl)).map(({ Body = '' }) => JSON.parse(Body)),
    records: async () => {
      const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: table }));
      return Items.map(recordOf);
    },
  };
}

/** Where payment's resources are. */
export interface Addresses {
  readonly table: string;
  readonly queueUrl: string;
  readonly dlqUrl: string;
  readonly topics: ReadonlyMap<string, string>;
}

export function environmentOf(
  { table, queueUrl, dlqUrl, topics }: Addresses,
  faults: Faults,
  write: (line: string) => void,
): Environment {
  const metrics = embeddedMetrics({ stage: 'test', service: 'payment' }, systemClock, write);
  const pass = <T>(real: T): T => real;
  const topicOf = (type: string) => topics.get(type) ?? '';
  return {
    store: dynamoDbStore((faults.dynamoDb ?? pass)(dynamoDb(metrics)), table, (name) => name),
    publisher: snsPublisher((faults.sns ?? pass)(sns()), topicOf),
    queue: sqsDeadLetterQueue((faults.sqs ?? pass)(sqs()), { queue: queueUrl, dlq: dlqUrl }),
    clock: systemClock,
    random: () => 0.5,
    log: jsonLog('payment', 'info', systemClock, write),
    metrics,
    retry: { baseSeconds: 2, capSeconds: 900, maxAttempts: MAX_ATTEMPTS, visibilitySeconds: 30 },
    codeVersion: 'test-version',
    ...faults.environment,
  };
}

/** Payment, wrapped in the real pipeline. */
export function paymentHandler(ports: PaymentPorts, environment: Environment): ConsumerHandler {
  return consumerHandler(paymentConsumer(ports), environment);
}

/** As Lambda gives it, with `remainingMs` left at the beginning. */
export function lambdaContext(remainingMs: number): Context {
  const end = Date.now() + remainingMs;
  return contextOf('payment', () => end - Date.now());
}

function metricIn(lines: readonly Record<string, unknown>[], name: string): number {
  return lines.filter((line) => '_aws' in line).reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
}

async function takeAll(client: SQSClient, url: string): Promise<Message[]> {
  const queue = sqsQueue(client, url);
  const messages = await drain(() => queue.receive(10, 0));
  await queue.delete(messages);
  return messages;
}

/** Receives until nothing more is visible. */
async function drain(receive: () => Promise<readonly Message[]>): Promise<Message[]> {
  const all: Message[] = [];
  for (let messages = await receive(); messages.length > 0; messages = await receive()) all.push(...messages);
  return all;
}
