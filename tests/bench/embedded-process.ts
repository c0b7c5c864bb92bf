/** Runs in a process of its own: the embedded runtime takes orders until all are dealt with, and says how long that took, and whom. */
import { startLocal } from '../../lib/local/local-system.ts';
import { packageService } from '../../lib/local/packaging.ts';
import { replay } from '../../resources/load/replay.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { databaseOf, stockTableOf } from '../demo/snapshot.ts';
import { ROOT } from './contenders.ts';
import { repeatedOrders, UNITS, WARM_UP } from './load.ts';
import { difference, type ProcessorTime, processorTime } from './processor-time.ts';

export interface EmbeddedRun {
  readonly orders: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly profile: ProcessorTime;
}

const QUIET_LIMIT_MS = 300_000;

async function main(times: number): Promise<EmbeddedRun> {
  const orders = await repeatedOrders(times);
  const system = await startLocal({ templateDirectory: await packageService(ROOT) });
  const database = databaseOf(system);
  try {
    await fillShelves(database, stockTableOf(system), shelvesFor(orders, UNITS));
    const place = (some: typeof orders) =>
      replay(system.apiUrl, some, { rate: undefined, onProgress: () => undefined });
    await place(orders.slice(0, WARM_UP));
    await system.idle(QUIET_LIMIT_MS);
    const [begun, before] = [performance.now(), processorTime()];
    const { accepted } = await place(orders.slice(WARM_UP));
    await system.idle(QUIET_LIMIT_MS);
    const seconds = (performance.now() - begun) / 1_000;
    const profile = difference(processorTime(), before);
    const processorSeconds = Object.values(profile).reduce((sum, each) => sum + each, 0);
    const dead = (await system.queues()).filter(({ visible }) => visible > 0);
    if (dead.length > 0) throw new Error(`messages went to ${dead.map(({ name }) => name).join(', ')}`);
    return { orders: accepted.size, seconds, processorSeconds, profile };
  } finally {
    database.destroy();
    await system.stop();
  }
}

const run = await main(Number(process.argv[2]));
process.stdout.write(JSON.stringify(run));
