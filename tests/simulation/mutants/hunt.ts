/** Runs seed after seed on mutated code until a promise is broken; tells the seed, or that none broke one. */
import type { Fault } from '../faults.ts';
import { firstOrders, run } from '../run.ts';
import { mutants } from './mutants.ts';

/** What a hunt came to, as a line of JSON on standard output. */
export interface Hunt {
  readonly mistake: string;
  /** The seed that showed it; absent if none did. */
  readonly seed?: number;
  readonly promise?: string;
  readonly detail?: string;
}

const ORDERS = 20;
const [, , most = '1'] = process.argv;
const mistake = process.env.MUTANT ?? '';
const faults = mutants.find((mutant) => mutant.mistake === mistake)?.faults as readonly Fault[] | undefined;
Error.stackTraceLimit = 0;

async function hunt(): Promise<Hunt> {
  for (let seed = 1; seed <= Number(most); seed += 1) {
    const { violations } = await run({ seed, orders: firstOrders(ORDERS), ...(faults !== undefined && { faults }) });
    const [first] = violations;
    if (first !== undefined) return { mistake, seed, promise: first.promise, detail: first.detail };
  }
  return { mistake };
}

process.stdout.write(`${JSON.stringify(await hunt())}\n`);
