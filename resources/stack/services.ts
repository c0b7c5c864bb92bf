/** A service as declared, with every default filled in and every derived number worked out. */

import type { ScheduleDeclaration, ServiceDeclaration } from '../../lib/lambda/service.ts';
import type { Topology } from '../topology.ts';
import { SCHEDULE_DEFAULTS, SERVICE_DEFAULTS, VISIBILITY_PER_FUNCTION_TIMEOUT } from './limits.ts';
import { pascalCase } from './names.ts';

export interface Service extends Required<ServiceDeclaration> {
  /** As long as a batch may be on its way: AWS's factor on the function's time-out, and the wait for the batch to fill. */
  readonly visibilityTimeoutSeconds: number;
}

/** The name of the one function that is no consumer. */
export const ORDER_API = 'orderApi';

export function servicesOf({ services }: Topology): Service[] {
  return Object.values(services).map(serviceOf);
}

export function serviceOf(declaration: ServiceDeclaration): Service {
  const service = { unsubscribed: [], tables: {}, indexes: {}, schedules: {}, ...SERVICE_DEFAULTS, ...declaration };
  const visibilityTimeoutSeconds =
    VISIBILITY_PER_FUNCTION_TIMEOUT * service.timeoutSeconds + service.batchWindowSeconds;
  return { ...service, visibilityTimeoutSeconds };
}

/** A function that the clock starts, with every default filled in. */
export interface ScheduledFunction extends ScheduleDeclaration {
  /** Its key in `serverless.yml`: `ordersWatchdog` is the schedule `watchdog` of `orders`. */
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
      name: `${service.name}${pascalCase(schedule)}`,
      service,
    })),
  );
}

/** Every event type that somebody publishes or consumes, sorted. */
export function eventsOf({ orderApi, services }: Topology): string[] {
  const named = Object.values(services).flatMap(({ consumes, publishes }) => [...consumes, ...publishes]);
  return [...new Set<string>([...orderApi.publishes, ...named])].sort();
}

/** The functions that publish `event`. */
export function publishersOf(event: string, { orderApi, services }: Topology): string[] {
  const publishes = (declaration: Pick<ServiceDeclaration, 'publishes'>) =>
    declaration.publishes.some((published) => published === event);
  const names = Object.entries(services).flatMap(([name, declaration]) => (publishes(declaration) ? [name] : []));
  return publishes(orderApi) ? [ORDER_API, ...names] : names;
}
