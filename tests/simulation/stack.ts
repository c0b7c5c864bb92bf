/** The whole system as the topology declares it, on simulated AWS: the services' own consumers, the order API, and their queues. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { invoiceConsumer } from '../../handlers/invoice/consumer.ts';
import { countedSeries } from '../../handlers/invoice/number-series.ts';
import { dynamoDbAnnouncements } from '../../handlers/order-api/announcement.ts';
import { orderApi } from '../../handlers/order-api/api.ts';
import { service as orderApiService } from '../../handlers/order-api/service.ts';
import { paymentConsumer } from '../../handlers/payment/consumer.ts';
import { shippingConsumer } from '../../handlers/shipping/consumer.ts';
import type { CloudEvent, Draft } from '../../lib/cloudevents/envelope.ts';
import type { Consumer, Environment } from '../../lib/consumer/consumer.ts';
import { sqsDeadLetterQueue } from '../../lib/consumer/dead-letter-queue.ts';
import type { NoPorts } from '../../lib/consumer/decider.ts';
import { type ConsumerHandler, consumerHandler } from '../../lib/consumer/pipeline.ts';
import { TransientError } from '../../lib/errors.ts';
import { camelCase } from '../../lib/lambda/names.ts';
import { jsonLog, type Log } from '../../lib/observability/log.ts';
import { embeddedMetrics, type Metrics } from '../../lib/observability/metrics.ts';
import { snsPublisher } from '../../lib/publishing/publisher.ts';
import { ContendedDynamoDb } from '../../lib/simulator/aws/contended-dynamodb.ts';
import { SimulatedDynamoDb } from '../../lib/simulator/aws/simulated-dynamodb.ts';
import { type Boot, SimulatedFunction } from '../../lib/simulator/aws/simulated-function.ts';
import { SimulatedMapping } from '../../lib/simulator/aws/simulated-mapping.ts';
import { type Clients, simulatedClients } from '../../lib/simulator/aws/simulated-ports.ts';
import { SimulatedQueue } from '../../lib/simulator/aws/simulated-queue.ts';
import { SimulatedTopics } from '../../lib/simulator/aws/simulated-topics.ts';
import { type Call, network, type Surroundings } from '../../lib/simulator/network.ts';
import type { Sandbox } from '../../lib/simulator/sandbox.ts';
import { dynamoDbStore } from '../../lib/store/dynamodb-store.ts';
import type { RecordStore, StoredRecord } from '../../lib/store/record-store.ts';
import {
  API_DEFAULTS,
  DLQ_RETENTION_SECONDS,
  QUEUE_RETENTION_SECONDS,
  SPARE_RECEIPTS,
} from '../../resources/stack/limits.ts';
import { consumersOf, type Service } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import type { Bank, ParcelService } from './providers.ts';
import { ANNOUNCEMENTS, ownTable } from './tables.ts';
import type { Witness } from './witness.ts';

const declared = consumersOf(topology);

/** What each service's folder exports as its consumer; one with ports is a function of them. */
const exported = new Map(
  await Promise.all(
    declared.map(async ({ name }): Promise<[string, unknown]> => {
      const file = await import(`../../handlers/${name}/consumer.ts`);
      return [name, file[`${camelCase(name)}Consumer`]];
    }),
  ),
);

/** One service with its queues and its function. */
export interface ServiceStack {
  readonly service: Service;
  readonly queue: SimulatedQueue;
  readonly dlq: SimulatedQueue;
  readonly mapping: SimulatedMapping;
  /** Starts the service's code in a process. */
  readonly boot: Boot<SQSEvent, SQSBatchResponse>;
  /** Deploys a version that cannot read events of `eventType`, or again one that can. */
  deployWithout(eventType: string | undefined): void;
}

export interface Stack {
  readonly dynamoDb: SimulatedDynamoDb;
  readonly services: readonly ServiceStack[];
  readonly api: SimulatedFunction<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;
}

/** What is outside of the system: providers, who may be down, and a witness. */
export interface Outside {
  readonly bank: Bank;
  readonly parcels: ParcelService;
  readonly isDown: (provider: 'gateway' | 'carrier') => boolean;
  readonly witness: Witness;
  /** Hears of each invocation that ended, where somebody counts them. */
  readonly onInvocation?: (service: string, messages: number, milliseconds: number) => void;
  /** Takes what the services log and measure, where somebody reads it. */
  readonly write?: (line: string) => void;
  /** How long a provider takes, where that matters. */
  readonly roundTripMs?: number;
}

/** `services` are those of the topology, if need be with other limits. */
export function makeStack(
  surroundings: Surroundings,
  outside: Outside,
  services: readonly Service[] = declared,
): Stack {
  const { time, fate } = surroundings;
  const { witness } = outside;
  const dynamoDb = new SimulatedDynamoDb((write) => witness.onWrite(write));
  const topics = new SimulatedTopics(time, fate, (published) => witness.onPublish(published));
  const queues = new Map<string, SimulatedQueue>();
  const aws = { dynamoDb: new ContendedDynamoDb(dynamoDb, surroundings), topics, queues };
  for (const type of eventTypes(services)) topics.createTopic(type);
  createTables(dynamoDb, services);
  const stacks = services.map((service): ServiceStack => {
    const { name, timeoutSeconds } = service;
    const { queue, dlq } = makeQueues(service, surroundings, witness);
    queues.set(queue.name, queue).set(dlq.name, dlq);
    for (const type of service.consumes) topics.subscribe(type, queue);
    const clientsOf = simulatedClients(name, aws, surroundings);
    const areVersionsOld = fate.at('old versions', name);
    const providers = providerCalls(name, surroundings, outside.roundTripMs);
    const boot =
      (unreadable?: string, isOld = false): Boot<SQSEvent, SQSBatchResponse> =>
      (sandbox) => {
        const clients = clientsOf(sandbox);
        const current = environmentOf(service, sandbox, clients, surroundings, outside.write);
        const environment = isOld ? withoutOwners(current) : current;
        return handlerOf(name, environment, clients, providers(sandbox), outside, unreadable);
      };
    const target = new SimulatedFunction(name, timeoutSeconds, boot(), surroundings);
    const mapping = new SimulatedMapping(queue, target, service, surroundings, {
      onReceive: (record) => witness.onReceive(name, record),
      onDelete: (record) => witness.onDelete(name, record),
      onKeep: (record) => witness.onKeep(name, record),
      onInvocation: (records, milliseconds) => outside.onInvocation?.(name, records.length, milliseconds),
    });
    const deployWithout = (eventType: string | undefined): void => {
      target.deploy(boot(eventType, eventType !== undefined && areVersionsOld()));
    };
    return { service, queue, dlq, mapping, boot: boot(), deployWithout };
  });
  const apiClients = simulatedClients('order-api', aws, surroundings);
  const api = new SimulatedFunction(
    'order-api',
    API_DEFAULTS.timeoutSeconds,
    (sandbox) => apiHandler(sandbox, apiClients(sandbox)),
    surroundings,
  );
  return { dynamoDb, services: stacks, api };
}

function eventTypes(services: readonly Service[]): Set<string> {
  return new Set(services.flatMap(({ consumes, publishes }) => [...consumes, ...publishes]));
}

function createTables(dynamoDb: SimulatedDynamoDb, services: readonly Service[]): void {
  dynamoDb.createTable(ANNOUNCEMENTS, 'key');
  for (const { name, tables, indexes } of services) {
    dynamoDb.createTable(name, 'subject', indexes);
    for (const table of Object.keys(tables)) dynamoDb.createTable(ownTable(name, table), 'key');
  }
}

function makeQueues(
  { name, visibilityTimeoutSeconds, maxAttempts }: Service,
  surroundings: Surroundings,
  witness: Witness,
) {
  const dlqSettings = { name: `${name}-dlq`, visibilitySeconds: 30, retentionSeconds: DLQ_RETENTION_SECONDS };
  const dlq = new SimulatedQueue(dlqSettings, surroundings, (message) => witness.onDeadLetter(name, message));
  const redrive = { queue: dlq, maxReceiveCount: maxAttempts + SPARE_RECEIPTS };
  const retentionSeconds = QUEUE_RETENTION_SECONDS;
  const settings = { name, visibilitySeconds: visibilityTimeoutSeconds, retentionSeconds, redrive };
  const queue = new SimulatedQueue(settings, surroundings);
  for (const each of [queue, dlq]) each.whenExpired((message) => witness.onExpiry(name, message));
  return { dlq, queue };
}

function environmentOf(
  { name, publishes, maxAttempts, retryBaseSeconds, retryCapSeconds, visibilityTimeoutSeconds }: Service,
  sandbox: Sandbox,
  { dynamoDb, sns, sqs }: Clients,
  { fate }: Surroundings,
  write: ((line: string) => void) | undefined,
): Environment {
  return {
    store: dynamoDbStore(
      dynamoDb,
      name,
      (table) => ownTable(name, table),
      (task) => sandbox.clock.after(0, task),
    ),
    publisher: snsPublisher(sns, (type) => granted(name, publishes, type)),
    queue: sqsDeadLetterQueue(sqs, { queue: name, dlq: `${name}-dlq` }),
    clock: sandbox.clock,
    random: fate.random(`${name} jitter`),
    log: write === undefined ? SILENCE : jsonLog(name, 'info', sandbox.clock, write),
    metrics:
      write === undefined ? NO_METRICS : embeddedMetrics({ stage: 'simulated', service: name }, sandbox.clock, write),
    retry: {
      baseSeconds: retryBaseSeconds,
      capSeconds: retryCapSeconds,
      maxAttempts,
      visibilitySeconds: visibilityTimeoutSeconds,
    },
    codeVersion: 'simulated',
  };
}

/** A version from before there were owners. */
function withoutOwners(environment: Environment): Environment {
  const { load, commit } = environment.store;
  const unowned = (outbox: StoredRecord['outbox']): StoredRecord['outbox'] =>
    Object.fromEntries(
      Object.entries(outbox).map(([cause, caused]) => [cause, caused.map(({ owner: _, ...entry }) => entry)]),
    );
  const store: RecordStore = {
    load,
    commit: (one) => commit({ ...one, next: { ...one.next, outbox: unowned(one.next.outbox) } }),
  };
  return { ...environment, store };
}

/** As the function's role has it. */
function granted(service: string, publishes: readonly string[], type: string): string {
  if (publishes.includes(type)) return type;
  throw new Error(`${service} may not publish ${type}`);
}

interface ProviderCalls {
  readonly gateway: Call;
  readonly carrier: Call;
}

function providerCalls(
  caller: string,
  surroundings: Surroundings,
  roundTripMs: number | undefined,
): (sandbox: Sandbox) => ProviderCalls {
  const route = (service: string) => ({ ...providerRoute(service), ...(roundTripMs !== undefined && { roundTripMs }) });
  const to = (service: string) => network(caller, route(service), surroundings);
  const [gateway, carrier] = [to('gateway'), to('carrier')];
  return (sandbox) => ({ gateway: gateway(sandbox), carrier: carrier(sandbox) });
}

/** An adapter says of everything that may pass that it may pass; it does not ask twice by itself. */
function providerRoute(service: string) {
  return {
    service,
    refused: () => new TransientError('TooManyRequests', `the ${service} is busy`),
    unanswered: () => new TransientError('NoAnswer', `the ${service} did not answer in time`),
    isRetried: false,
  };
}

function handlerOf(
  name: string,
  environment: Environment,
  { dynamoDb }: Clients,
  { gateway, carrier }: ProviderCalls,
  { bank, parcels, isDown }: Outside,
  unreadable: string | undefined,
): ConsumerHandler {
  const whenUp = <T>(provider: 'gateway' | 'carrier', act: () => T): T => {
    if (isDown(provider)) throw new TransientError('Outage', `the ${provider} is down`);
    return act();
  };
  const withPorts: Readonly<Record<string, () => ConsumerHandler>> = {
    payment: () => {
      const capture = paymentConsumer({
        capture: (request) => gateway('capture', () => whenUp('gateway', () => bank.capture(request))),
        refund: (request) => gateway('refund', () => whenUp('gateway', () => bank.refund(request))),
      });
      return consumerHandler(readingAllBut(unreadable, capture), environment);
    },
    invoice: () => {
      const series = countedSeries(dynamoDb, ownTable('invoice', 'counters'), environment.clock);
      return consumerHandler(readingAllBut(unreadable, invoiceConsumer(series)), environment);
    },
    shipping: () => {
      const book = shippingConsumer({
        book: (request) => carrier('book', () => whenUp('carrier', () => parcels.book(request))),
      });
      return consumerHandler(readingAllBut(unreadable, book), environment);
    },
  };
  return withPorts[name]?.() ?? consumerHandler(readingAllBut(unreadable, withoutPorts(name)), environment);
}

type AnyConsumer = Consumer<{ facts: unknown; event: CloudEvent; emits: Draft; ports: NoPorts }>;

/** A service that asks nobody needs nothing but its consumer: it is simulated as soon as the topology lists it. */
function withoutPorts(name: string): AnyConsumer {
  const consumer = exported.get(name);
  if (typeof consumer === 'object' && consumer !== null) return consumer as AnyConsumer;
  throw new Error(
    typeof consumer === 'function'
      ? `${name} has ports: give it simulated ones, in tests/simulation/stack.ts`
      : `handlers/${name}/consumer.ts exports no ${camelCase(name)}Consumer`,
  );
}

/** A version of the consumer with a mistake: it refuses every event of one type. */
function readingAllBut<C extends { readonly validators: object }>(eventType: string | undefined, consumer: C): C {
  if (eventType === undefined) return consumer;
  const refuse = Object.assign(() => false, { errors: [{ instancePath: '/data', keyword: 'mistake' }] });
  return { ...consumer, validators: { ...consumer.validators, [eventType]: refuse } };
}

function apiHandler(sandbox: Sandbox, { dynamoDb, sns }: Clients) {
  return orderApi({
    announcements: dynamoDbAnnouncements(dynamoDb, ANNOUNCEMENTS),
    publisher: snsPublisher(sns, (type) => granted('order-api', orderApiService.publishes, type)),
    clock: sandbox.clock,
    log: SILENCE,
    metrics: NO_METRICS,
  });
}

const nothing = (): void => undefined;
export const SILENCE: Log = { info: nothing, warn: nothing, error: nothing };
export const NO_METRICS: Metrics = { add: nothing, observe: nothing, flush: nothing };
