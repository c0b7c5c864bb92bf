/** How long functions take and how orders go: what the forecast of capacity is made from. */
import { readFileSync } from 'node:fs';
import type { Station } from '../../lib/capacity/forecast.ts';
import { messagesPerOrder } from '../../lib/capacity/forecast.ts';
import { consumersOf } from '../stack/services.ts';
import { topology } from '../topology.ts';
import type { Usage } from './prices.ts';

export interface Profile {
  /** Where the figures come from, and of when they are. */
  readonly source: string;
  /** Milliseconds of an invocation of each service, and of each message in its batch on top. */
  readonly services: Readonly<Record<string, { readonly invocationMs: number; readonly messageMs: number }>>;
  readonly orderApiMs: number;
  /** Events that an order brings on average, by type: 1 of `order.placed`, fewer of the others. */
  readonly eventsPerOrder: Readonly<Record<string, number>>;
  /** What an order takes besides invocations, for the bill. */
  readonly perOrder: Pick<Usage, 'writeUnit' | 'readUnit' | 'snsRequest' | 'logGigabyte'>;
}

const DEFAULT_PROFILE = new URL('./profile.json', import.meta.url);

/** Throws an error that says what is wrong with the file. */
export function readProfile(file: string | URL = DEFAULT_PROFILE): Profile {
  let profile: Partial<Profile>;
  try {
    profile = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${String(file)} is not a capacity profile: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  const problem = problemIn(profile);
  if (problem === undefined) return profile as Profile;
  throw new Error(`${String(file)}: ${problem}. Copy resources/capacity/profile.json, and put your figures in.`);
}

function problemIn({ services, orderApiMs, eventsPerOrder, perOrder }: Partial<Profile>): string | undefined {
  for (const { name, consumes } of consumersOf(topology)) {
    const { invocationMs, messageMs } = services?.[name] ?? {};
    if (!isPositive(invocationMs)) return `services.${name}.invocationMs must be a number above 0`;
    if (!isNumber(messageMs)) return `services.${name}.messageMs must be a number from 0`;
    const unknown = consumes.find((type) => !isNumber(eventsPerOrder?.[type]));
    if (unknown !== undefined) return `eventsPerOrder["${unknown}"] must be a number from 0`;
  }
  if (!isPositive(orderApiMs)) return 'orderApiMs must be a number above 0';
  const missing = (['writeUnit', 'readUnit', 'snsRequest', 'logGigabyte'] as const).find(
    (name) => !isNumber(perOrder?.[name]),
  );
  return missing && `perOrder.${missing} must be a number from 0`;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isPositive(value: unknown): value is number {
  return isNumber(value) && value > 0;
}

/** The services of the topology as stations. */
export function stationsOf(profile: Profile): Station[] {
  return consumersOf(topology).map(({ name, consumes, publishes, batchSize, maximumConcurrency }) => {
    const counts = (types: readonly string[]) =>
      Object.fromEntries(types.map((type) => [type, profile.eventsPerOrder[type] ?? 0]));
    const { invocationMs = 1, messageMs = 0 } = profile.services[name] ?? {};
    const receivesPerOrder = counts(consumes);
    const publishesPerOrder = counts(publishes);
    return { name, receivesPerOrder, publishesPerOrder, batchSize, maximumConcurrency, invocationMs, messageMs };
  });
}

/** What a month at this many orders a second costs, in US dollars, when batches are as full as they get then. */
export function usageOf(profile: Profile, stations: readonly Station[], ordersPerSecond: number): Usage {
  const services = new Map(consumersOf(topology).map((service) => [service.name, service]));
  let invocations = 0;
  let gigabyteSeconds = (profile.orderApiMs / 1_000) * GIGABYTES;
  for (const station of stations) {
    const messages = messagesPerOrder(station);
    const { batchSize, invocationMs, messageMs } = station;
    // While one batch is dealt with, the next one comes together.
    const perBatch = Math.min(batchSize, Math.max(1, (ordersPerSecond * messages * invocationMs) / 1_000));
    const each = messages / perBatch;
    const gigabytes = (services.get(station.name)?.memoryMegabytes ?? 0) / 1_024;
    invocations += each;
    gigabyteSeconds += ((each * invocationMs + messages * messageMs) / 1_000) * gigabytes;
  }
  return {
    ...profile.perOrder,
    apiRequest: 1,
    sqsRequest: 2 * invocations,
    lambdaInvocation: 1 + invocations,
    lambdaGigabyteSecond: gigabyteSeconds,
  };
}

/** Memory of the order API. */
const GIGABYTES = 0.5;
