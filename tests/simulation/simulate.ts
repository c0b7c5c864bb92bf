/** `npm run simulate`: exits with 0 when every promise was kept, with 1 when one was broken, with 2 when asked for nonsense. */
import { availableParallelism } from 'node:os';
import { exitCodeFor } from '../../lib/cli/command-line.ts';
import { progressOn } from '../../lib/cli/progress.ts';
import { type SimulateArguments, simulateArguments } from './arguments.ts';
import { campaign } from './campaign.ts';
import { minimise } from './minimise.ts';
import { huntAll, huntsText } from './mutants/hunts.ts';
import { mutants } from './mutants/mutants.ts';
import { reportOf, type ShortestReport, shortestReport, textOf, timelineLine } from './report.ts';
import { firstOrders, type RunSettings, run } from './run.ts';

async function simulate(options: SimulateArguments): Promise<number> {
  const { orders, workers, faults, seed, json, timeline } = options;
  if (options.mutants) return simulateMutants(options);
  if (timeline) {
    await run({
      seed,
      faults,
      orders: firstOrders(orders),
      note: (at, who, what) => console.error(timelineLine(at, who, what)),
    });
  }
  const progress = progressOn(process.stderr);
  const onProgress = (done: number) => progress.show('runs', done, options.seeds);
  const result = await campaign({ seed, seeds: options.seeds, orders, faults, workers }, onProgress);
  progress.end();
  const failing = result.runs.find(({ violations }) => violations.length > 0);
  const shortest = failing && (await shortestOf({ seed: failing.seed, faults, orders: firstOrders(orders) }));
  const report = reportOf(result, { orders, workers }, shortest);
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report));
  return failing === undefined ? 0 : 1;
}

/** Succeeds when every mistake is caught. */
async function simulateMutants({ seeds, workers, json }: SimulateArguments): Promise<number> {
  const progress = progressOn(process.stderr);
  const hunts = await huntAll(seeds, workers, (done) => progress.show('mistakes', done, mutants.length));
  progress.end();
  process.stdout.write(json ? `${JSON.stringify(hunts, undefined, 2)}\n` : huntsText(hunts, seeds));
  return hunts.every((one) => one.seed !== undefined) ? 0 : 1;
}

async function shortestOf(settings: RunSettings): Promise<ShortestReport | undefined> {
  if (process.stderr.isTTY) process.stderr.write('looking for the shortest history that fails\n');
  const shortest = await minimise(settings);
  if (shortest === undefined) return undefined;
  const lines: string[] = [];
  await run({ ...shortest.settings, note: (at, who, what) => void lines.push(timelineLine(at, who, what)) });
  return shortestReport(shortest, lines);
}

// Somebody who has read enough, such as `head`, may close the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await simulate(simulateArguments(process.argv.slice(2), availableParallelism()));
} catch (error) {
  process.exitCode = exitCodeFor(error);
}
