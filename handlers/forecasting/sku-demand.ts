/** The demand for a SKU as the forecasting service keeps it and the order API shows it: one bounded item per SKU. */

/** The attribute of the item that holds a `SkuDemand`, as JSON text. The item's key is the SKU. */
export const SKU_DEMAND = 'demand';

/** Days of demand that are kept, and that a forecast is made from: eight weeks. */
export const WINDOW_DAYS = 56;

export interface SkuDemand {
  /** Days with orders for the SKU, oldest first, at most `WINDOW_DAYS`. */
  readonly days: readonly DemandDay[];
  /** Absent until a whole day with demand has passed. */
  readonly forecast?: SkuForecast;
}

export interface DemandDay {
  /** UTC, such as `2026-01-31`. */
  readonly day: string;
  /** Units in the orders that were accepted. */
  readonly ordered: number;
  /** Of these, units in orders whose payment was declined: no demand after all. */
  readonly takenBack: number;
  /** Units that were asked for and not there, in orders that failed for want of stock. */
  readonly unmet: number;
}

export interface SkuForecast {
  readonly method: 'exponential-smoothing' | 'croston-sba';
  readonly unitsPerDay: number;
  /** The last whole day that it is made from. */
  readonly madeFrom: string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The day `count` days after `day`, or before it. */
export function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day of a time, in UTC. */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}
