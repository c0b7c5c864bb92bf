/**
 * The whole system on this machine: the compiled template and the packaged handlers, run on local engines with
 * Lambda's semantics.
 *
 * @example
 * const system = await startLocal({ templateDirectory: '.serverless' });
 * await fetch(`${system.apiUrl}/orders`, { method: 'POST', … });
 * await system.idle(30_000);
 * await system.stop();
 */
import { Chaos, type ChaosSettings } from './chaos.ts';
import { DEFAULT_REGION } from './default-region.ts';
import { type Clients, clientsOf } from './engines/clients.ts';
import { type Endpoints, type EnginePorts, sdkEnvironment, startEngines } from './engines/engines.ts';
import { type Traffic, trafficOf } from './engines/traffic.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import { concurrencyOf, startEventSources } from './event-sources.ts';
import type { Counts } from './functions/counters.ts';
import { functionsOf } from './functions/function-settings.ts';
import { LocalFunctions } from './functions/local-functions.ts';
import type { Outcome } from './functions/outcome.ts';
import { startHttpApi } from './http/http-api.ts';
import { routesOf } from './http/routes.ts';
import { untilIdle } from './idle.ts';
import { startLambdaEndpoint } from './lambda-endpoint.ts';
import { type LocalLog, silentLog } from './log.ts';
import { mappingsOf } from './mapping-settings.ts';
import { nobody, type Observer } from './observer.ts';
import { provision } from './provisioning/provision.ts';
import { countedQueues, depthsOf, type QueueDepth } from './queue-depths.ts';
import { type Schedule, scheduledEvent, schedulesOf } from './schedules/schedules.ts';
import { onSchedule } from './schedules/timer.ts';
import type { Identity } from './template/identity.ts';
import { readTemplate, type Stack, stackOf } from './template/stack.ts';

/** Of chaos that somebody switches on while the system runs. */
const DEFAULT_CHAOS_SEED = 1;

export interface LocalOptions {
  /** Where `serverless package` left template and zips, such as `.serverless`. */
  readonly templateDirectory: string;
  readonly region?: string;
  /** Ports that are left out, or 0, are any free ones. */
  readonly ports?: EnginePorts & { readonly api?: number; readonly lambda?: number };
  /** Nothing is logged by default. */
  readonly log?: LocalLog;
  readonly chaos?: ChaosSettings;
  /** Variables for every function, on top of the template's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of every queue, instead of its own: after a crash a message is hidden for six times the function's time-out. */
  readonly visibilityTimeoutSeconds?: number;
  /** Values for parameters of the template that have no default. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Run scheduled functions on their schedule; otherwise only `runSchedule` does. */
  readonly runSchedules?: boolean;
  /** Told of every invocation and batch. */
  readonly observer?: Observer;
}

export interface LocalSystem {
  readonly apiUrl: string;
  readonly region: string;
  readonly endpoints: Endpoints & { readonly lambda: string };
  /** Variables with which any AWS SDK or CLI talks to this system. */
  readonly environment: Readonly<Record<string, string>>;
  /** `Ref` and attributes of a resource of the template: `resolve('PaymentQueue').ref` is the queue's URL. */
  resolve(logicalId: string): Identity;
  /** By physical name, or name in `serverless.yml`. Resolves in every case: read the outcome's `kind`. */
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  /** Invokes what the schedule of that name or logical id would. */
  runSchedule(name: string): Promise<Outcome>;
  readonly schedules: readonly Schedule[];
  /** What functions counted so far: `counters().payment?.Handled`. */
  counters(): Counts;
  queues(): Promise<readonly QueueDepth[]>;
  /** Resolves when every queue that is not a DLQ is empty and no function runs; throws, saying what is left, at the deadline. */
  idle(deadlineMs: number): Promise<void>;
  /** Stops feeding a function; resolves when what it was given is settled. */
  pause(functionName: string): Promise<void>;
  resume(functionName: string): void;
  /** Functions that are fed by nobody now, by their physical names. */
  paused(): readonly string[];
  /** Ends a sandbox of the function, one at work if there is any. False when there is none. */
  killWorker(functionName: string): boolean;
  /** Invocations that run now, and the most that may, by the function's physical name. */
  concurrency(): ReturnType<LocalFunctions['concurrency']>;
  /** What moved through SNS and SQS. */
  traffic(): Promise<Traffic>;
  /** Misfortune from now on; none at all when left out at the start. */
  readonly chaos: Chaos;
  stop(): Promise<void>;
}

/** Throws, saying what to do, when an engine is missing, a port taken, or the template beyond what can be run. */
export async function startLocal(options: LocalOptions): Promise<LocalSystem> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const parts = await startParts(options, (end) => ends.push(end));
    return systemOf(parts, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  readonly stack: Stack;
  readonly endpoints: LocalSystem['endpoints'];
  readonly apiUrl: string;
  readonly clients: Clients;
  readonly functions: LocalFunctions;
  readonly mappings: readonly EventSourceMapping[];
  readonly isQuiet: () => boolean;
  readonly schedules: readonly Schedule[];
  readonly chaos: Chaos;
}

/** In the order in which one needs the other; `onStop` collects what ends them, to be done in reverse. */
async function startParts(options: LocalOptions, onStop: (end: () => Promise<void>) => void): Promise<Parts> {
  const { ports = {}, log = silentLog, observer = nobody } = options;
  const region = options.region ?? (process.env.AWS_REGION || DEFAULT_REGION);
  const template = await readTemplate(options.templateDirectory);
  const engines = await startEngines(region, ports);
  onStop(() => engines.stop());
  const clients = clientsOf(region, engines.endpoints);
  onStop(async () => clients.destroy());
  const environment = { region, stackName: 'local', sqsEndpoint: engines.endpoints.sqs };
  const stack = stackOf(template, environment, options.parameters);
  await provision(stack, clients, options);
  const settings = mappingsOf(stack, options.visibilityTimeoutSeconds);
  const functions = await LocalFunctions.load(functionsOf(stack), {
    artifactDirectory: options.templateDirectory,
    environment: { ...sdkEnvironment(region, engines.endpoints), ...options.environment },
    concurrencyOf: (name) => concurrencyOf(name, settings),
    log,
    onInvocation: observer.invoked,
  });
  onStop(() => functions.stop());
  functions.warm();
  const chaos = new Chaos(options.chaos ?? { seed: DEFAULT_CHAOS_SEED });
  const sources = startEventSources(settings, { queue: engines.queue, functions, log, chaos, observer });
  onStop(() => sources.stop());
  const invoke = (name: string, event: unknown) => functions.invoke(name, event);
  const lambda = await startLambdaEndpoint(ports.lambda ?? 0, { mappings: sources.mappings, invoke });
  onStop(() => lambda.stop());
  const api = await startHttpApi(routesOf(stack), ports.api ?? 0, { invoke, log });
  onStop(() => api.stop());
  const schedules = schedulesOf(stack);
  const endpoints = { ...engines.published, lambda: lambda.url };
  const parts = { stack, endpoints, apiUrl: api.url, clients, functions, schedules, chaos, ...sources };
  if (options.runSchedules) onStop(runOnSchedule(parts));
  return parts;
}

function systemOf(parts: Parts, stop: () => Promise<void>): LocalSystem {
  const { stack, endpoints, apiUrl, clients, functions, mappings, schedules, chaos } = parts;
  const queues = countedQueues(stack);
  const working = queues.filter(({ isDeadLetterQueue }) => !isDeadLetterQueue);
  const mappingsOfFunction = (name: string) =>
    mappings.filter(({ settings }) => settings.functionName === functions.named(name).name);
  return {
    apiUrl,
    region: stack.region,
    endpoints,
    environment: { ...sdkEnvironment(stack.region, endpoints), AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda },
    schedules,
    resolve: (logicalId) => stack.resource(logicalId),
    invoke: async (name, event) => functions.invoke(name, event),
    runSchedule: async (name) => runScheduled(scheduleNamed(name, schedules), parts),
    counters: () => functions.counters.snapshot(),
    concurrency: () => functions.concurrency(),
    traffic: () => trafficOf(endpoints.sns),
    chaos,
    queues: () => depthsOf(queues, clients.sqs),
    idle: (deadlineMs) =>
      untilIdle(deadlineMs, {
        isQuiet: parts.isQuiet,
        started: () => functions.started,
        depths: () => depthsOf(working, clients.sqs),
        unfinished: () => functions.unfinishedByName(),
      }),
    pause: async (name) => {
      await Promise.all(mappingsOfFunction(name).map((mapping) => mapping.pause()));
    },
    resume: (name) => {
      for (const mapping of mappingsOfFunction(name)) mapping.resume();
    },
    paused: () => mappings.filter(({ isPaused }) => isPaused).map(({ settings }) => settings.functionName),
    killWorker: (name) => functions.named(name).kill(),
    stop,
  };
}

function runOnSchedule(parts: Parts): () => Promise<void> {
  const ends = parts.schedules
    .filter(({ enabled }) => enabled)
    .map((schedule) => onSchedule(schedule.expression, () => void runScheduled(schedule, parts)));
  return async () => {
    for (const end of ends) end();
  };
}

function runScheduled(schedule: Schedule, { stack, functions }: Parts): Promise<Outcome> {
  return functions.invoke(schedule.functionName, scheduledEvent(schedule, stack.region, new Date()));
}

function scheduleNamed(name: string, schedules: readonly Schedule[]): Schedule {
  const found = schedules.find((schedule) => schedule.name === name || schedule.logicalId === name);
  if (found !== undefined) return found;
  throw new Error(
    `there is no schedule ${name}; there are ${schedules.map((one) => one.logicalId).join(', ') || 'none'}`,
  );
}
