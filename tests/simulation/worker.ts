/** One worker of a campaign: runs its seeds, and tells of each. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RunSummary, WorkerPart } from './campaign.ts';
import { firstOrders, run } from './run.ts';

const { seed: first, seeds: end, step, orders, faults }: WorkerPart = workerData;

// Errors are thrown by the thousand here, as values; nobody reads where they came from.
Error.stackTraceLimit = 0;

for (let seed = first; seed < end; seed += step) {
  const { accepted, published, simulatedMs, violations, strikes } = await run({
    seed,
    faults,
    orders: firstOrders(orders),
  });
  const summary: RunSummary = { seed, accepted, published, simulatedMs, violations, struck: strikes.length };
  parentPort?.postMessage(summary);
}
