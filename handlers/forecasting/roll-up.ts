/** The roll-up: adds up the orders of some days by SKU, and keeps demand and forecast of each SKU in one bounded item. */

import type { DynamoDb } from '../../lib/aws/ports.ts';
import { timestamp } from '../../lib/clock/clock.ts';
import { type ErrorReport, reportOf, TransientError } from '../../lib/errors.ts';
import type { Job, JobEnvironment } from '../../lib/lambda/scheduled-function.ts';
import { entriesOf } from '../../lib/store/index-query.ts';
import { shards } from '../../lib/store/shard.ts';
import { storeError } from '../../lib/store/store-error.ts';
import { OWN_TABLE_KEY } from '../../lib/store/transactions.ts';
import { DayTotals } from './day-totals.ts';
import { forecastOf } from './forecast.ts';
import { DAY_INDEX, DAY_SHARD, dayShard, type ForecastingFacts } from './forecasting.ts';
import { type DemandDay, dayAfter, dayOf, SKU_DEMAND, type SkuDemand, WINDOW_DAYS } from './sku-demand.ts';

/** The table of demand; its key is the SKU. */
export const DEMAND = 'demand';

/** The hour in UTC in which every day of the window is added up again, for what came late: declined payments, redriven messages. */
const HOUR_OF_THE_WHOLE_WINDOW = 2;

/** SKUs that are read and written at once. */
const SKUS_AT_ONCE = 25;

/** Failures that get a log line each; the metric counts all of them. */
const MAX_LOG_LINES = 100;

/** Takes down what could not be read or written, and why, while the rest goes on. */
type Report = (what: string, error: unknown) => void;

/**
 * Idempotent: each day's figures are replaced by what the orders of that day add up to. What cannot be read or written is logged and
 * counted, and everything else is still done; then the job fails, so that it is tried again and the alarm reports it.
 */
export const rollUp: Job = async (environment) => {
  const { dynamoDb, records, tables, clock, log, metrics } = environment;
  let failures = 0;
  const report: Report = (what, error) => {
    failures += 1;
    if (failures <= MAX_LOG_LINES) log.error('left out of the roll-up', fieldsOf(what, reportOf(error)));
  };
  const now = timestamp(clock.now());
  const days = daysToRollUp(now);
  const bySku = new Map<string, DemandDay[]>();
  for (const day of days) {
    const totals = await totalsOf(day, dynamoDb, records, report);
    for (const [sku, total] of totals.bySku) bySku.set(sku, [...(bySku.get(sku) ?? []), total]);
  }
  const written = await writeAll(environment, tables(DEMAND), bySku, dayOf(now), report);
  log.info('demand rolled up', { records: bySku.size });
  // Zero is written too: without it, nobody could tell a good night from none.
  metrics.add('RollUpFailures', failures);
  if (failures > 0) throw new TransientError('RollUpIncomplete', `${failures} items were left out; the log names them`);
  return { days: days.length, skus: bySku.size, written };
};

function fieldsOf(what: string, { code, message }: ErrorReport) {
  return { code, reason: `${what}: ${message}` };
}

/** Today and yesterday, oldest first; once a night the whole window. */
export function daysToRollUp(now: string): string[] {
  const isNight = Number(now.slice(11, 13)) === HOUR_OF_THE_WHOLE_WINDOW;
  const count = isNight ? WINDOW_DAYS : 2;
  return Array.from({ length: count }, (_, index) => dayAfter(dayOf(now), index + 1 - count));
}

async function totalsOf(day: string, dynamoDb: DynamoDb, table: string, report: Report): Promise<DayTotals> {
  const totals = new DayTotals(day);
  const addShard = async (shard: string): Promise<void> => {
    const partition = { name: DAY_SHARD, value: dayShard(day, shard) };
    for await (const { facts, subject } of entriesOf(dynamoDb, { table, index: DAY_INDEX, partition })) {
      try {
        // The consumer alone writes these records; it keeps ForecastingFacts.
        totals.add(JSON.parse(facts?.S ?? '{}') as ForecastingFacts);
      } catch (error) {
        report(`order ${subject?.S}`, error);
      }
    }
  };
  await Promise.all(shards.map(addShard));
  return totals;
}

/** Writes what has changed, and answers how many SKUs that were. */
async function writeAll(
  { dynamoDb }: JobEnvironment,
  table: string,
  bySku: ReadonlyMap<string, readonly DemandDay[]>,
  today: string,
  report: Report,
): Promise<number> {
  const waiting = bySku.entries();
  let written = 0;
  const worker = async (): Promise<void> => {
    for (const [sku, days] of waiting) {
      try {
        if (await writeOne(dynamoDb, table, sku, days, today)) written += 1;
      } catch (error) {
        report(`SKU ${sku}`, error);
      }
    }
  };
  await Promise.all(Array.from({ length: SKUS_AT_ONCE }, worker));
  return written;
}

async function writeOne(
  dynamoDb: DynamoDb,
  table: string,
  sku: string,
  days: readonly DemandDay[],
  today: string,
): Promise<boolean> {
  const key = { [OWN_TABLE_KEY]: { S: sku } };
  try {
    const { Item } = await dynamoDb.getItem({ TableName: table, Key: key });
    const before = Item?.[SKU_DEMAND]?.S;
    const after = JSON.stringify(demandWith(before === undefined ? [] : daysIn(before), days, today));
    if (after === before) return false;
    await dynamoDb.putItem({ TableName: table, Item: { ...key, [SKU_DEMAND]: { S: after } } });
    return true;
  } catch (error) {
    throw storeError(`keeping the demand of a SKU in ${table}`, error);
  }
}

function daysIn(text: string): readonly DemandDay[] {
  const { days }: SkuDemand = JSON.parse(text);
  return days;
}

/** The days known before with `rolledUp` in the place of theirs, as far back as the window goes, and the forecast from them. */
export function demandWith(known: readonly DemandDay[], rolledUp: readonly DemandDay[], today: string): SkuDemand {
  const byDay = new Map([...known, ...rolledUp].map((one) => [one.day, one]));
  const oldest = dayAfter(today, 1 - WINDOW_DAYS);
  const days = [...byDay.values()]
    .filter(({ day }) => day >= oldest)
    .sort((left, right) => (left.day < right.day ? -1 : 1));
  const forecast = forecastOf(days, today);
  return forecast === undefined ? { days } : { days, forecast };
}
