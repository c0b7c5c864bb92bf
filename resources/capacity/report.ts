/** What the forecast says, as a document, as text and as a picture. */
import { forecast, LEAD_SECONDS, type Load, type StationForecast } from '../../lib/capacity/forecast.ts';
import { colourOf, linePlot } from '../../lib/capacity/line-plot.ts';
import { table } from '../../lib/cli/table.ts';
import { DEFAULT_REGION } from '../../lib/local/default-region.ts';
import { infrastructureOf } from '../stack/infrastructure.ts';
import { consumersOf, httpFunctionsOf } from '../stack/services.ts';
import { settingsOf } from '../stack/settings.ts';
import { topology } from '../topology.ts';
import { fixedCosts } from './fixed-costs.ts';
import { costOf, PRICES_AS_OF, totalOf } from './prices.ts';
import { type Profile, stationsOf, usageOf } from './profile.ts';
import { type Quota, quotasOf } from './quotas.ts';

/** Far enough for a backlog of some hours. */
const HORIZON_SECONDS = 12 * 60 * 60;
const SECONDS_PER_MONTH = 730 * 60 * 60;

export interface CapacityReport {
  readonly load: Load;
  readonly profile: string;
  readonly services: readonly ServiceCapacity[];
  /** The narrowest first. */
  readonly quotas: readonly Quota[];
  /** US dollars a month at the usual load, and at the peak all the time. */
  readonly monthlyDollars: {
    readonly pricesAsOf: string;
    /** Before the first order: in both of the others. */
    readonly fixed: number;
    readonly usual: number;
    readonly peak: number;
  };
}

export interface ServiceCapacity {
  readonly service: string;
  readonly messagesPerSecond: number;
  readonly capacityPerSecond: number;
  readonly deepestBacklog: number;
  readonly oldestSeconds: number;
  /** After the peak; `null` if not within twelve hours. */
  readonly drainedAfterSeconds: number | null;
}

export function capacityReport(
  profile: Profile,
  load: Load,
): { readonly report: CapacityReport; readonly picture: string } {
  const stations = stationsOf(profile);
  const forecasts = forecast(stations, load, LEAD_SECONDS + load.seconds + HORIZON_SECONDS);
  const fixed = totalOf({ ...fixedCostsOfStage() });
  const monthly = (ordersPerSecond: number): number =>
    Math.round(
      fixed + totalOf(costOf(usageOf(profile, stations, ordersPerSecond))) * ordersPerSecond * SECONDS_PER_MONTH,
    );
  const report: CapacityReport = {
    load,
    profile: profile.source,
    services: forecasts.map(serviceOf),
    quotas: quotasOf(profile, stations),
    monthlyDollars: {
      pricesAsOf: PRICES_AS_OF,
      fixed: Math.round(fixed),
      usual: monthly(load.usualOrdersPerSecond),
      peak: monthly(load.ordersPerSecond),
    },
  };
  return { report, picture: pictureOf(forecasts, load) };
}

/** Of a stage without any parameter set; none of them changes what it costs to stand still. */
function fixedCostsOfStage() {
  const place = { service: 'fanfare', stage: 'prod', region: DEFAULT_REGION };
  const parameters = { keepData: true, tracing: false, logRetentionDays: 365, apiRequestsPerSecond: 1, apiBurst: 1 };
  const { resources } = infrastructureOf(topology, settingsOf(place, parameters));
  return fixedCosts(resources, consumersOf(topology).length, httpFunctionsOf(topology).length);
}

function serviceOf(each: StationForecast): ServiceCapacity {
  return {
    service: each.name,
    messagesPerSecond: rounded(each.messagesPerSecond),
    capacityPerSecond: rounded(each.capacityPerSecond),
    deepestBacklog: Math.round(mostOf(each.backlog)),
    oldestSeconds: mostOf(each.ageSeconds),
    drainedAfterSeconds: each.drainedAfterSeconds ?? null,
  };
}

export function textOf({ load, services, quotas, monthlyDollars, profile }: CapacityReport): string {
  const rows = services.map((each) => [
    each.service,
    each.messagesPerSecond,
    each.capacityPerSecond,
    each.deepestBacklog,
    duration(each.oldestSeconds),
    each.deepestBacklog === 0
      ? 'keeps up'
      : each.drainedAfterSeconds === null
        ? 'not in 12 h'
        : duration(each.drainedAfterSeconds),
  ]);
  const [first] = quotas;
  return [
    `${load.ordersPerSecond} orders per second for ${duration(load.seconds)}, ${load.usualOrdersPerSecond} before and after`,
    '',
    table(['service', 'messages/s', 'capacity/s', 'backlog', 'oldest', 'drained after'], rows),
    '',
    table(
      ['what binds, the narrowest first', 'orders/s', 'remedy'],
      quotas.slice(0, 5).map(({ name, ordersPerSecond, remedy }) => [name, Math.round(ordersPerSecond), remedy]),
    ),
    '',
    `a month costs $${monthlyDollars.usual.toLocaleString('en-US')} at ${load.usualOrdersPerSecond} orders per second, $${monthlyDollars.peak.toLocaleString('en-US')} at ${load.ordersPerSecond} (list prices of ${monthlyDollars.pricesAsOf}, without storage; $${monthlyDollars.fixed} of it before the first order: alarms, metrics, dashboard, idle polling)`,
    `durations: ${profile}`,
    ...(first !== undefined && first.ordersPerSecond < load.ordersPerSecond
      ? [
          '',
          `Next: ${first.name} lets ${Math.floor(first.ordersPerSecond)} orders per second through; ${first.remedy}.`,
        ]
      : []),
  ].join('\n');
}

/** Values in a picture; more would only be drawn over one another. */
const POINTS = 360;

function pictureOf(forecasts: readonly StationForecast[], load: Load): string {
  const drained = forecasts.map(({ drainedAfterSeconds = HORIZON_SECONDS }) => drainedAfterSeconds);
  const shown =
    LEAD_SECONDS + load.seconds + Math.max(LEAD_SECONDS, Math.min(Math.max(...drained) * 1.2, HORIZON_SECONDS));
  const step = Math.max(1, Math.ceil(shown / POINTS));
  const lines = (valuesOf: (each: StationForecast) => readonly number[]) =>
    forecasts.flatMap((each, index) => {
      const values = valuesOf(each)
        .slice(0, shown)
        .filter((_, second) => second % step === 0);
      const line = { name: each.name, colour: colourOf(index), values };
      return mostOf(each.backlog) < 1 ? [] : [line];
    });
  const panel = (title: string, unit: string, valuesOf: (each: StationForecast) => readonly number[]) => ({
    title,
    unit,
    stepMinutes: step / 60,
    lines: lines(valuesOf),
  });
  return linePlot('Capacity', [
    panel('messages that wait', 'messages', ({ backlog }) => backlog),
    panel('age of the oldest message', 'seconds', ({ ageSeconds }) => ageSeconds),
  ]);
}

/** Of a list too long for `Math.max(...)`. */
function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${rounded(seconds / 3_600)} h`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
