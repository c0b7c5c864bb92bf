/** What the framework must know of each function beside its handler: limits, environment, role and what triggers it. */

import { camelCase, kebabCase, physicalName, tableVariable, topicVariable } from '../../lib/lambda/names.ts';
import { arnOf, type Json, ref } from './cloudformation.ts';
import { idOf } from './names.ts';
import {
  consumersOf,
  type HttpFunction,
  httpFunctionsOf,
  isConsumer,
  type ScheduledFunction,
  type Service,
  scheduledFunctionsOf,
  type Topology,
} from './services.ts';
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
  const http = httpFunctionsOf(topology).map((one) => [camelCase(one.name), httpFunction(one, settings)]);
  const consumers = consumersOf(topology).map((one) => [camelCase(one.name), consumerFunction(one, settings)]);
  const scheduled = scheduledFunctionsOf(topology).map((one) => [
    camelCase(one.name),
    scheduledFunction(one, settings),
  ]);
  return Object.fromEntries([...http, ...consumers, ...scheduled]);
}

/** Where the code of a function is. */
export interface FunctionHome {
  readonly service: string;
  /** The file's name, without its ending. */
  readonly handler: string;
}

/** By the function's key: `forecastingRollUp` is `roll-up-handler.ts` in the folder of `forecasting`. */
export function homeOf(key: string, topology: Topology): FunctionHome {
  const named = [...httpFunctionsOf(topology), ...scheduledFunctionsOf(topology)];
  const further = named.find(({ name }) => camelCase(name) === key);
  if (further === undefined || further.name === further.service.name)
    return { service: kebabCase(key), handler: 'handler' };
  const { name: service } = further.service;
  return { service, handler: `${further.name.slice(service.length + 1)}-handler` };
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
      ...commonEnvironment(name, service, settings),
      RECORDS_TABLE: ref(idOf.table(name)),
      QUEUE_URL: ref(idOf.queue(name)),
      DLQ_URL: ref(idOf.dlq(name)),
      MAX_ATTEMPTS: String(service.maxAttempts),
      RETRY_BASE_SECONDS: String(service.retryBaseSeconds),
      RETRY_CAP_SECONDS: String(service.retryCapSeconds),
      VISIBILITY_TIMEOUT_SECONDS: String(service.visibilityTimeoutSeconds),
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
      ...commonEnvironment(name, service, settings),
      RECORDS_TABLE: ref(idOf.table(service.name)),
      ...tableVariables(service.name, Object.keys(service.tables)),
    },
    events: [{ schedule: { rate: [runs], name: physicalName(settings.prefix, name), description: does } }],
  };
}

function httpFunction(http: HttpFunction, settings: Settings): FunctionProperties {
  const { name, service, does, timeoutSeconds, memoryMegabytes } = http;
  return {
    name: physicalName(settings.prefix, name),
    description: does,
    timeout: timeoutSeconds,
    memorySize: memoryMegabytes,
    role: idOf.role(name),
    ...keyAndTracing(settings),
    environment: {
      ...(settings.endUserRoles.length > 0 && { END_USER_ROLES: settings.endUserRoles.join(',') }),
      ...commonEnvironment(name, service, settings),
      ...(isConsumer(service) && { RECORDS_TABLE: ref(idOf.table(service.name)) }),
      ...tableVariables(service.name, Object.keys(service.tables)),
      ...(!isConsumer(service) && topicVariables(service.publishes)),
    },
    events: service.routes.map((route) => ({ httpApi: routeOf(route, settings) })),
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

function commonEnvironment(name: string, { environment }: Service, { stage }: Settings) {
  // CODE_VERSION follows once the code is packaged, see `code.ts`.
  return { ...environment, STAGE: stage, SERVICE: name };
}

function tableVariables(owner: string, tables: readonly string[]) {
  return Object.fromEntries(tables.map((table) => [tableVariable(table), ref(idOf.table(owner, table))]));
}

function topicVariables(events: readonly string[]) {
  return Object.fromEntries(events.map((event) => [topicVariable(event), ref(idOf.topic(event))]));
}
