/** Makes a failing run as short as it gets: the fewest orders, then the fewest faults, that still break the same promise. */
import { type RunResult, type RunSettings, run, type Violation } from './run.ts';

/** Runs that a search may take; what is found until then is short enough. */
const MAX_RUNS = 2_000;

export interface Shortest {
  readonly settings: RunSettings;
  readonly result: RunResult;
  readonly violation: Violation;
  /** Runs that the search took. */
  readonly runs: number;
}

export async function minimise(failing: RunSettings): Promise<Shortest | undefined> {
  const first = await run(failing);
  const promise = first.violations[0]?.promise;
  if (promise === undefined) return undefined;
  let runs = 1;
  let best = first;
  const stillFails = async (settings: RunSettings): Promise<boolean> => {
    if (runs >= MAX_RUNS) return false;
    runs += 1;
    const result = await run(settings);
    const fails = result.violations.some((violation) => violation.promise === promise);
    if (fails) best = result;
    return fails;
  };
  const withOrders = (settings: RunSettings) => (orders: readonly number[]) => stillFails({ ...settings, orders });
  let orders = await fewest(failing.orders, withOrders(failing));
  const withStrikes = (some: readonly string[]) => stillFails({ ...failing, orders, only: new Set(some) });
  const byKind = Map.groupBy(best.strikes, kindOf);
  await fewest([...byKind.values()], (kinds) => withStrikes(kinds.flat()));
  const strikes = await fewest(best.strikes, withStrikes);
  const only = new Set(strikes);
  orders = await fewest(orders, withOrders({ ...failing, only }));
  const settings = { ...failing, orders, only };
  const result = await run(settings);
  const violation = result.violations.find((one) => one.promise === promise);
  return violation && { settings, result, violation, runs };
}

/** `crashes` of `crashes at payment/SNS after, 3`. */
function kindOf(strike: string): string {
  return strike.split(' at ', 1)[0] ?? strike;
}

/** Zeller's ddmin: leaves out ever smaller parts as long as `fails` says that what is left still fails. */
async function fewest<T>(all: readonly T[], fails: (some: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  if (await fails([])) return [];
  let kept = all;
  let parts = 2;
  while (kept.length > 1) {
    const size = Math.ceil(kept.length / parts);
    const smaller = await without(kept, size, fails);
    if (smaller !== undefined) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) {
      return kept;
    } else {
      parts = Math.min(kept.length, parts * 2);
    }
  }
  return kept;
}

async function without<T>(
  kept: readonly T[],
  size: number,
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  for (let start = 0; start < kept.length; start += size) {
    const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
    if (await fails(rest)) return rest;
  }
  return undefined;
}
