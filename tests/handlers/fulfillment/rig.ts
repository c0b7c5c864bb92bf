/** Fulfillment's real pipeline on its tables in the embedded engine; its queue is a list, from which a test delivers. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { validator as orderPlaced } from '../../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../../events/compiled/payment-declined.js';
import { validator as shipmentFailed } from '../../../events/compiled/shipment-failed.js';
import { sqsInvocation } from '../../../events/invocations.ts';
import { fulfillment } from '../../../handlers/fulfillment/fulfillment.ts';
import { setStock } from '../../../handlers/fulfillment/stock-command.ts';
import { dynamoDb } from '../../../lib/aws/clients.ts';
import type { DynamoDb, Item } from '../../../lib/aws/ports.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import type { Environment } from '../../../lib/consumer/consumer.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { startDynamoDb } from '../../../lib/local/engines/dynamodb.ts';
import { sdkEnvironment } from '../../../lib/local/engines/engines.ts';
import { jsonLog } from '../../../lib/observability/log.ts';
import { embeddedMetrics } from '../../../lib/observability/metrics.ts';
import { dynamoDbStore } from '../../../lib/store/dynamodb-store.ts';
import { recordOf } from '../../../lib/store/record-item.ts';
import type { RecordStore, StoredRecord } from '../../../lib/store/record-store.ts';
import { createTable } from '../../engines.ts';
import { lambdaContext } from '../../lib/consumer/rig.ts';
import type { Units } from './warehouse.ts';

const REGION = 'eu-west-1';

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

export interface Rig {
  /** Invokes a fresh function with these events, as one batch. */
  deliver(events: readonly CloudEvent[], faults?: Faults, attempt?: number): Promise<Delivered>;
  stock(): Promise<Units>;
  records(): Promise<StoredRecord[]>;
  /** Everything published, by its id: publishing again is the same event. */
  readonly published: ReadonlyMap<string, CloudEvent>;
  /** Ids of the events that went to the dead-letter queue. */
  readonly quarantined: readonly string[];
}

let client: DynamoDBClient;
let stopEngine: () => Promise<void>;

export async function startRigEngine(): Promise<void> {
  const { endpoint, stop } = await startDynamoDb();
  stopEngine = stop;
  Object.assign(process.env, sdkEnvironment(REGION, { sns: '', sqs: '', dynamodb: endpoint }));
  client = new DynamoDBClient();
}

export async function stopRigEngine(): Promise<void> {
  client.destroy();
  await stopEngine();
}

/** Tables of its own for each test: nothing is shared but the engine. */
export async function makeRig(units: Units): Promise<Rig> {
  const id = randomUUID().slice(0, 8);
  const tables = { records: `${id}-fulfillment`, stock: `${id}-fulfillment-stock` };
  await createTable(client, tables.records, 'subject');
  await createTable(client, tables.stock, 'key');
  await setStock(
    client,
    tables.stock,
    Object.entries(units).map(([sku, available]) => ({ sku, available })),
  );
  const published = new Map<string, CloudEvent>();
  const quarantined: string[] = [];

  return {
    published,
    quarantined,
    deliver: async (events, { dynamoDb: standIn = same, store = same } = {}, attempt = 1) => {
      const lines: Record<string, unknown>[] = [];
      const write = (line: string) => void lines.push(JSON.parse(line));
      const metrics = embeddedMetrics('fulfillment', systemClock, write);
      const handler = handlerIn({
        store: store(dynamoDbStore(standIn(dynamoDb(metrics)), tables.records, () => tables.stock)),
        publisher: {
          publish: async (all) => {
            for (const event of all) published.set(event.id, event);
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
        log: jsonLog('fulfillment', 'error', systemClock, write),
        metrics,
        retry: { baseSeconds: 2, capSeconds: 900, maxAttempts: MAX_ATTEMPTS },
        codeVersion: 'test-version',
      });
      const { batchItemFailures } = await handler(
        { Records: events.map((event) => recordWith(event, attempt)) },
        lambdaContext(30_000),
      );
      const failedIds = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      return {
        failed: events.filter(({ id: eventId }) => failedIds.has(eventId)),
        metric: (name) => lines.reduce((sum, line) => sum + Number(line[name] ?? 0), 0),
      };
    },
    stock: async () =>
      Object.fromEntries((await scan(tables.stock)).map(({ key, available }) => [key?.S ?? '', Number(available?.N)])),
    records: async () => (await scan(tables.records)).map(recordOf),
  };
}

function handlerIn(environment: Environment) {
  return consumerHandler(
    {
      name: 'fulfillment',
      decider: fulfillment,
      ports: {},
      firstContact: ['order.placed'],
      validators: {
        'order.placed': orderPlaced,
        'payment.captured': paymentCaptured,
        'payment.declined': paymentDeclined,
        'shipment.failed': shipmentFailed,
      },
    },
    environment,
  );
}

/** The record of `event` as SQS delivers it for the `attempt`th time. Its message id is the event's id. */
function recordWith(event: CloudEvent, attempt: number): SQSRecord {
  const [record] = sqsInvocation('fulfillment', event).Records;
  if (record === undefined) throw new Error('an invocation without a record');
  const attributes = { ...record.attributes, ApproximateReceiveCount: String(attempt) };
  return { ...record, messageId: event.id, attributes };
}

async function scan(TableName: string) {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
  return items;
}

function same<T>(real: T): T {
  return real;
}
