/** A stage with dead-letter queues on the embedded engines, and the operations on them as a command or the console begins them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { personalFields } from '../../events/personal-fields.ts';
import { queueCounts } from '../../lib/aws/queue-counts.ts';
import { Stage } from '../../lib/cli/stage.ts';
import { type Clock, systemClock } from '../../lib/clock/clock.ts';
import type { Context } from '../../lib/dead-letters/operations/context.ts';
import { type SelectionOptions, selectionOf } from '../../lib/dead-letters/selection.ts';
import type { Source } from '../../lib/dead-letters/sources.ts';
import { sourcesIn } from '../../resources/plugins/dead-letter-sources.ts';
import { createTable, REGION, startTestEngines } from './engines.ts';

export interface DeadLetterRig {
  readonly sqs: SQSClient;
  /** Makes a stage of its own, with the queues and the tables of `services`. */
  stage(...services: readonly string[]): Promise<DeadLetterStage>;
  stop(): Promise<void>;
}

export interface DeadLetterStage {
  readonly context: Context;
  readonly stage: Stage;
  readonly directory: string;
  /** The URL of a queue: `payment`, `payment-dlq`, `payment-delivery-dlq`. */
  url(queue: string): string;
  send(queue: string, bodies: readonly string[], attributes?: Record<string, string>): Promise<void>;
  /** Receives as another command does that was killed: the messages stay hidden. */
  hide(queue: string, count: number): Promise<Message[]>;
  /** What time would do: they are visible again. */
  show(queue: string, messages: readonly Message[]): Promise<void>;
  counts(queue: string): Promise<{ readonly visible: number; readonly hidden: number }>;
  /** All bodies in a queue, which stay there. */
  bodies(queue: string): Promise<string[]>;
}

interface Settings {
  readonly countsLagMs?: number;
  readonly clock?: Clock;
}

export async function startDeadLetterRig({
  countsLagMs = 0,
  clock = systemClock,
}: Settings = {}): Promise<DeadLetterRig> {
  const engines = await startTestEngines();
  const sqs = new SQSClient();
  const dynamodb = new DynamoDBClient();
  const lambda = new LambdaClient();
  const directories: string[] = [];
  let stages = 0;

  async function stageWith(...services: readonly string[]): Promise<DeadLetterStage> {
    stages += 1;
    const directory = await mkdtemp(join(tmpdir(), 'fanfare-dead-letters-'));
    directories.push(directory);
    const origin = { service: 'fanfare', stage: `s${stages}`, region: REGION, serviceDir: directory };
    const clients = { sqs, dynamodb, lambda, countsLagMs, destroy: () => undefined };
    const stage = new Stage(origin, async () => clients);
    const sources = sourcesIn(stage.prefix, undefined).filter(({ service }) => services.includes(service));
    const urls = await createAll(sources);
    const url = (queue: string) => urls.get(`${stage.prefix}-${queue}`) ?? '';
    const progress = { show: () => undefined, end: () => undefined };
    return {
      stage,
      directory,
      url,
      context: { stage, sources, personal: personalFields, clock, progress, isInterrupted: () => false },
      send: (queue, bodies, attributes = {}) => sendAll(url(queue), bodies, attributes),
      hide: (queue, count) => receive(url(queue), count, 600),
      show: (queue, messages) => giveBack(url(queue), messages),
      counts: async (queue) => {
        const { visible, hidden } = await queueCounts(sqs, url(queue));
        return { visible, hidden };
      },
      bodies: async (queue) => {
        const messages = await receive(url(queue), Number.POSITIVE_INFINITY, 600);
        await giveBack(url(queue), messages);
        return messages.map(({ Body = '' }) => Body);
      },
    };
  }

  async function createAll(sources: readonly Source[]): Promise<Map<string, string>> {
    const urls = new Map<string, string>();
    for (const name of new Set(sources.flatMap(({ queue, dlq }) => [queue, dlq]))) {
      const Attributes = { MessageRetentionPeriod: name.endsWith('-dlq') ? '1209600' : '345600' };
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
      urls.set(name, QueueUrl);
    }
    for (const table of new Set(sources.map(({ recordsTable }) => recordsTable))) {
      await createTable(dynamodb, table, 'subject');
    }
    return urls;
  }

  async function sendAll(QueueUrl: string, bodies: readonly string[], attributes: Record<string, string>) {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]): [string, MessageAttributeValue] => [
        name,
        { DataType: 'String', StringValue },
      ]),
    );
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies
        .slice(start, start + 10)
        .map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageAttributes }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  async function receive(QueueUrl: string, count: number, VisibilityTimeout: number): Promise<Message[]> {
    const all: Message[] = [];
    while (all.length < count) {
      const MaxNumberOfMessages = Math.min(10, count - all.length);
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout, MessageAttributeNames: ['All'] }),
      );
      if (Messages.length === 0) break;
      all.push(...Messages);
    }
    return all;
  }

  async function giveBack(QueueUrl: string, messages: readonly Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += 10) {
      const Entries = messages
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }

  return {
    sqs,
    stage: stageWith,
    stop: async () => {
      sqs.destroy();
      dynamodb.destroy();
      lambda.destroy();
      for (const directory of directories) await rm(directory, { recursive: true, force: true });
      await engines.stop();
    },
  };
}

/** Everything, or what the options select. */
export const selecting = (options: SelectionOptions = {}) => selectionOf(options, Date.now());
