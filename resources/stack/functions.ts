/** What the framework must know of each function beside its handler: limits, environment, role and what triggers it. */

import type { ApiDeclaration, Topology } from '../topology.ts';
import { arnOf, type Json, ref } from './cloudformation.ts';
import { API_DEFAULTS } from './limits.ts';
import { constantCase, idOf, kebabCase, physicalName } from './names.ts';
import { ORDER_API, type ScheduledFunction, type Service, scheduledFunctionsOf, servicesOf } from './services.ts';
import type { Settings } from './settings.ts';

/** The framework's function properties, as far as we set them. */
export interface FunctionProperties {
  readonly name: string;
  readonly description: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly role: string;
  /** Encrypts the environment with a key of one's own. */
  readonly kmsKeyArn?: string;
  readonly tracing?: 'Active';
  readonly environment: Readonly<Record<string, Json>>;
  readonly events: readonly Json[];
}

/** By the function's key in `serverless.yml`. */
export function functionsOf(topology: Topology, settings: Settings): Readonly<Record<string, FunctionProperties>> {
  const consumers = servicesOf(topology).map((service) => [service.name, consumerFunction(service, settings)]);
  const scheduled = scheduledFunctionsOf(topology).map((one) => [one.name, scheduledFunction(one, settings)]);
  return {
    [ORDER_API]: orderApiFunction(topology.orderApi, settings),
    ...Object.fromEntries([...consumers, ...scheduled]),
  };
}

function consumerFunction(service: Service, settings: Settings): FunctionProperties {
  const { name } = service;
  return {
    name: physicalName(settings.prefix, name),
    description: service.does,
    timeout: service.timeoutSeconds,
    memorySize: service.memoryMegabytes,
    role: idOf.role(name),
    ...keyAndTracing(settings),
    environment: {
      ...commonEnvironment(name, settings),
      RECORDS_TABLE: ref(idOf.table(name)),
      QUEUE_URL: ref(idOf.queue(name)),
      DLQ_URL: ref(idOf.dlq(name)),
      MAX_RECEIVE_COUNT: String(service.maxReceiveCount),
      RETRY_BASE_SECONDS: String(service.retryBaseSeconds),
      RETRY_CAP_SECONDS: String(service.retryCapSeconds),
      ...tableVariables(name, Object.keys(service.tables)),
      ...topicVariables(service.publishes),
    },
    events: [{ sqs: eventSource(service) }],
  };
}

/** The framework makes an event source mapping of it. */
function eventSource({ name, batchSize, batchWindowSeconds, maximumConcurrency }: Service): Json {
  return {
    arn: arnOf(idOf.queue(name)),
    batchSize,
    maximumBatchingWindow: batchWindowSeconds,
    maximumConcurrency,
    functionResponseType: 'ReportBatchItemFailures',
  };
}

function scheduledFunction(scheduled: ScheduledFunction, settings: Settings): FunctionProperties {
  const { name, service, does, runs, timeoutSeconds, memoryMegabytes } = scheduled;
  return {
    name: physicalName(settings.prefix, name),
    description: does,
    timeout: timeoutSeconds,
    memorySize: memoryMegabytes,
    role: idOf.role(name),
    ...keyAndTracing(settings),
    environment: {
      ...commonEnvironment(name, settings),
      RECORDS_TABLE: ref(idOf.table(service.name)),
      ...tableVariables(service.name, Object.keys(service.tables)),
    },
    events: [{ schedule: { rate: [runs], name: physicalName(settings.prefix, name), description: does } }],
  };
}

function orderApiFunction(api: ApiDeclaration, settings: Settings): FunctionProperties {
  const reads = api.reads.map((service) => [`RECORDS_${constantCase(service)}`, ref(idOf.table(service))] as const);
  return {
    name: physicalName(settings.prefix, ORDER_API),
    description: api.does,
    timeout: api.timeoutSeconds ?? API_DEFAULTS.timeoutSeconds,
    memorySize: api.memoryMegabytes ?? API_DEFAULTS.memoryMegabytes,
    role: idOf.role(ORDER_API),
    ...keyAndTracing(settings),
    environment: {
      ...commonEnvironment(ORDER_API, settings),
      ...Object.fromEntries(reads),
      ...readTableVariables(api.readsTables ?? {}),
      ...tableVariables(ORDER_API, Object.keys(api.tables ?? {})),
      ...topicVariables(api.publishes),
    },
    events: api.routes.map((route) => ({ httpApi: routeOf(route, settings) })),
  };
}

/** Never without an authorizer: IAM's, unless an issuer of tokens was given. */
function routeOf(route: string, { jwt }: Settings): Json {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, authorizer: jwt === undefined ? { type: 'aws_iam' } : { name: 'jwt' } };
}

function keyAndTracing({ kmsKeyArn, tracing }: Settings): Pick<FunctionProperties, 'kmsKeyArn' | 'tracing'> {
  return { ...(kmsKeyArn !== undefined && { kmsKeyArn }), ...(tracing && { tracing: 'Active' }) };
}

function commonEnvironment(name: string, { stage }: Settings) {
  // CODE_VERSION follows once the code is packaged, see `code.ts`.
  return { STAGE: stage, SERVICE: kebabCase(name) };
}

function tableVariables(owner: string, tables: readonly string[]) {
  return Object.fromEntries(tables.map((table) => [`TABLE_${constantCase(table)}`, ref(idOf.table(owner, table))]));
}

/** Another's table is named with its owner: `TABLE_FORECASTING_DEMAND`. */
function readTableVariables(tables: NonNullable<ApiDeclaration['readsTables']>) {
  const variables = Object.entries(tables).flatMap(([service, names]) =>
    names.map((table) => [`TABLE_${constantCase(service)}_${constantCase(table)}`, ref(idOf.table(service, table))]),
  );
  return Object.fromEntries(variables);
}

function topicVariables(events: readonly string[]) {
  return Object.fromEntries(events.map((event) => [`TOPIC_${constantCase(event)}`, ref(idOf.topic(event))]));
}
