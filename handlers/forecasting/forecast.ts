/**
 * The forecast: Croston's method, which smooths the size of a demand and the interval between demands apart, since most SKUs do
 * not sell every day (J. D. Croston, 1972, doi:10.1057/jors.1972.50). It comes out too high by about α/2 where demand is
 * intermittent, which is taken off (A. A. Syntetos and J. E. Boylan, 2005, doi:10.1016/j.ijforecast.2004.10.001). For a SKU that
 * sells every day the interval is 1, and what remains is simple exponential smoothing.
 */
import { type DemandDay, dayAfter, daysBetween, type SkuForecast } from './sku-demand.ts';

/** Croston recommends 0.1 to 0.3; the lower, the calmer. */
const ALPHA = 0.1;

/** Demand is intermittent above this mean interval, in days (Syntetos, Boylan and Croston, 2005, doi:10.1057/palgrave.jors.2601841). */
const INTERMITTENT_ABOVE = 1.32;

/** From whole days only: `today` is not over yet. `undefined` when there was no demand on any. */
export function forecastOf(days: readonly DemandDay[], today: string): SkuForecast | undefined {
  const demands = days
    .filter(({ day }) => day < today)
    .map(({ day, ordered, takenBack }) => ({ day, units: ordered - takenBack }))
    .filter(({ units }) => units > 0);
  const [first, ...others] = demands;
  if (first === undefined) return undefined;
  const second = others[0];
  // One demand has no interval yet: it is at least as long as nothing has come since.
  let interval = Math.max(1, daysBetween(first.day, second?.day ?? today));
  let size = first.units;
  let last = first.day;
  for (const { day, units } of others) {
    size += ALPHA * (units - size);
    interval += ALPHA * (daysBetween(last, day) - interval);
    last = day;
  }
  const isIntermittent = interval > INTERMITTENT_ABOVE;
  const unitsPerDay = (size / interval) * (isIntermittent ? 1 - ALPHA / 2 : 1);
  return {
    method: isIntermittent ? 'croston-sba' : 'exponential-smoothing',
    unitsPerDay: Math.round(unitsPerDay * 1_000) / 1_000,
    madeFrom: dayAfter(today, -1),
  };
}
