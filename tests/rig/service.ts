/** A service's real pipeline on its tables in the embedded engine; its queue is a list, from which a test delivers. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { dynamoDb } from '../../lib/aws/clients.ts';
import type { DynamoDb, Item } from '../../lib/aws/ports.ts';
import { systemClock } from '../../lib/clock/clock.ts';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import type { Environment } from '../../lib/consumer/consumer.ts';
import type { ConsumerHandler } from '../../lib/consumer/pipeline.ts';
import type { IndexDeclaration } from '../../lib/lambda/service.ts';
import { sdkEnvironment } from '../../lib/local/engines/engines.ts';
import { jsonLog } from '../../lib/observability/log.ts';
import { embeddedMetrics } from '../../lib/observability/metrics.ts';
import { dynamoDbStore } from '../../lib/store/dynamodb-store.ts';
import { recordOf } from '../../lib/store/record-item.ts';
import type { RecordStore, StoredRecord } from '../../lib/store/record-store.ts';
import { sqsInvocation } from '../../resources/generate/invocations.ts';
import { createTable, REGION, startTestDynamoDb } from './engines.ts';
import { lambdaContext } from './pipeline.ts';

/** The topology's receive count: an event that fails this often is in the dead-letter queue. */
const MAX_ATTEMPTS = 10;

/** Stand between the pipeline and the engine where a test wants something to go wrong. */
export interface Faults {
  readonly dynamoDb?: (real: DynamoDb) => DynamoDb;
  readonly store?: (real: RecordStore) => RecordStore;
}

/** What one invocation came to. */
export interface Delivered {
  /** Events that come again. */
  readonly failed: readonly CloudEvent[];
  metric(name: string): number;
}

export interface ConsumerRig {
  /** Invokes a fresh function with these events, as one batch. */
  deliver(events: readonly CloudEvent[], faults?: Faults, attempt?: number): Promise<Delivered>;
  records(): Promise<StoredRecord[]>;
  items(table: string): Promise<Item[]>;
  readonly recordsTable: string;
  /** What a name of the topology stands for here. */
  tableName(table: string): string;
  /** Everything published, by its id: publishing again is the same event. */
  readonly published: ReadonlyMap<string, CloudEvent>;
  /** Ids of the events that went to the dead-letter queue. */
  readonly quarantined: readonly string[];
}

let client: DynamoDBClient;
let stopEngine: () => Promise<void>;

export async function startRigEngine(): Promise<void> {
  const { endpoint, stop } = await startTestDynamoDb();
  stopEngine = stop;
  Object.assign(process.env, sdkEnvironment(REGION, { sns: '', sqs: '', dynamodb: endpoint }));
  client = new DynamoDBClient();
}

export async function stopRigEngine(): Promise<void> {
  client.destroy();
  await stopEngine();
}

/** The client of the engine, for what a test has to put into tables. */
export function engineClient(): DynamoDBClient {
  return client;
}

/** A service with tables of its own for each test: nothing is shared but the engine. */
export async function makeConsumerRig(
  service: string,
  handlerIn: (environment: Environment) => ConsumerHandler,
  tables: readonly string[] = [],
  indexes: Readonly<Record<string, IndexDeclaration>> = {},
): Promise<ConsumerRig> {
  const prefix = `${randomUUID().slice(0, 8)}-${service}`;
  const tableName = (table: string) => `${prefix}-${table}`;
  await createTable(client, prefix, 'subject', indexes);
  for (const table of tables) await createTable(client, tableName(table), 'key');
  const published = new Map<string, CloudEvent>();
  const quarantined: string[] = [];

  const environmentOf = (faults: Faults, write: (line: string) => void): Environment => {
    const metrics = embeddedMetrics({ stage: 'test', service }, systemClock, write);
    const { dynamoDb: standIn = same, store = same } = faults;
    return {
      store: store(dynamoDbStore(standIn(dynamoDb(metrics)), prefix, tableName)),
      publisher: {
        publish: async (events) => {
          for (const event of events) published.set(event.id, event);
          return new Map();
        },
      },
      queue: {
        postpone: async () => new Map(),
        quarantine: async (letters) => {
          quarantined.push(...letters.map(({ record }) => record.messageId));
          return new Map();
        },
      },
      clock: systemClock,
      random: Math.random,
      log: jsonLog(service, 'error', systemClock, write),
      metrics,
      retry: { baseSeconds: 2, capSeconds: 900, maxAttempts: MAX_ATTEMPTS, visibilitySeconds: 30 },
      codeVersion: 'test-version',
    };
  };

  return {
    published,
    quarantined,
    tableName,
    recordsTable: prefix,
    deliver: async (events, faults = {}, attempt = 1) => {
      const lines: Record<string, unknown>[] = [];
      const handler = handlerIn(environmentOf(faults, (line) => lines.push(JSON.parse(line))));
      const Records = events.map((event) => recordWith(service, event, attempt));
      const { batchItemFailures } = await handler({ Records }, lambdaContext(30_000));
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      return {
        failed: events.filter(({ id }) => failed.has(id)),
        metric: (name) => lines.reduce((sum, line) => sum + Number(line[name] ?? 0), 0),
      };
    },
    records: async () => (await scan(prefix)).map(recordOf),
    items: (table) => scan(tableName(table)),
  };
}

/** The record of `event` as SQS delivers it for the `attempt`th time. Its message id is the event's id. */
function recordWith(service: string, event: CloudEvent, attempt: number): SQSRecord {
  const [record] = sqsInvocation(service, event).Records;
  if (record === undefined) throw new Error('an invocation without a record');
  const attributes = { ...record.attributes, ApproximateReceiveCount: String(attempt) };
  return { ...record, messageId: event.id, attributes };
}

async function scan(TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
  return items;
}

function same<T>(real: T): T {
  return real;
}
