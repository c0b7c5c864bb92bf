/** Services as declared, with every default filled in and every derived number worked out; and the functions that they have. */
import type { ApiLimits, ScheduleDeclaration, ServiceDeclaration } from '../../lib/lambda/service.ts';
import { API_DEFAULTS, SCHEDULE_DEFAULTS, SERVICE_DEFAULTS, VISIBILITY_PER_FUNCTION_TIMEOUT } from './limits.ts';

/** The services of a system, in the order in which they are shown. */
export type Topology = readonly ServiceDeclaration[];

export interface Service extends Required<ServiceDeclaration> {
  /** As long as a batch may be on its way: AWS's factor on the function's time-out, and the wait for the batch to fill. */
  readonly visibilityTimeoutSeconds: number;
}

export function servicesOf(topology: Topology): Service[] {
  return topology.map(serviceOf);
}

export function serviceOf(declaration: ServiceDeclaration): Service {
  const service = { ...NOTHING, ...SERVICE_DEFAULTS, ...declaration };
  const visibilityTimeoutSeconds =
    VISIBILITY_PER_FUNCTION_TIMEOUT * service.timeoutSeconds + service.batchWindowSeconds;
  return { ...service, visibilityTimeoutSeconds };
}

const NOTHING = {
  consumes: [],
  unsubscribed: [],
  routes: [],
  tables: {},
  indexes: {},
  schedules: {},
  adapters: {},
  environment: {},
  api: {},
} as const;

/** The services that take events, from a queue of their own. */
export function consumersOf(topology: Topology): Service[] {
  return servicesOf(topology).filter(isConsumer);
}

/** A service that consumes nothing has no queue and no records: it is a door. */
export function isConsumer({ consumes }: Pick<Service, 'consumes'>): boolean {
  return consumes.length > 0;
}

/** A function that answers the routes of a service, with every default filled in. */
export interface HttpFunction extends Required<ApiLimits> {
  readonly name: string;
  readonly does: string;
  readonly service: Service;
}

/** `orders` answers in `orders-api`; a door is its one function. */
export function httpFunctionsOf(topology: Topology): HttpFunction[] {
  return servicesOf(topology)
    .filter(({ routes }) => routes.length > 0)
    .map((service) => {
      const own = isConsumer(service)
        ? { name: `${service.name}-api`, does: `answers ${service.routes.join(', ')}` }
        : { name: service.name, does: service.does };
      return { ...API_DEFAULTS, ...service.api, ...own, service };
    });
}

/** A function that the clock starts, with every default filled in. */
export interface ScheduledFunction extends ScheduleDeclaration {
  /** `orders-watchdog` is the schedule `watchdog` of `orders`. */
  readonly name: string;
  readonly service: Service;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

export function scheduledFunctionsOf(topology: Topology): ScheduledFunction[] {
  return servicesOf(topology).flatMap((service) =>
    Object.entries(service.schedules).map(([schedule, declaration]) => ({
      ...SCHEDULE_DEFAULTS,
      ...declaration,
      name: `${service.name}-${schedule}`,
      service,
    })),
  );
}

/** The names of all functions; the key of each in `serverless.yml` is its camelCase. */
export function functionNamesOf(topology: Topology): string[] {
  const named = [...httpFunctionsOf(topology), ...consumersOf(topology), ...scheduledFunctionsOf(topology)];
  return named.map(({ name }) => name);
}

/** Every event type that somebody publishes or consumes, sorted. */
export function eventsOf(topology: Topology): string[] {
  return [...new Set(servicesOf(topology).flatMap(({ consumes, publishes }) => [...consumes, ...publishes]))].sort();
}

/** The services that publish `event`; the function that does has the service's name. */
export function publishersOf(event: string, topology: Topology): string[] {
  return topology.filter(({ publishes }) => publishes.includes(event)).map(({ name }) => name);
}
