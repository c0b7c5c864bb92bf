/** `npm run simulate`: exits with 0 when every promise was kept, with 1 when one was broken, with 2 when asked for nonsense. */
import { availableParallelism } from 'node:os';
import { type SimulateArguments, simulateArguments, UsageError } from './arguments.ts';
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
  const progress = progressOn(process.stderr, options.seeds);
  const result = await campaign({ seed, seeds: options.seeds, orders, faults, workers }, progress);
  const failing = result.runs.find(({ violations }) => violations.length > 0);
  const shortest = failing && (await shortestOf({ seed: failing.seed, faults, orders: firstOrders(orders) }));
  const report = reportOf(result, { orders, workers }, shortest);
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report));
  return failing === undefined ? 0 : 1;
}

/** Succeeds when every mistake is caught. */
async function simulateMutants({ seeds, workers, json }: SimulateArguments): Promise<number> {
  const hunts = await huntAll(seeds, workers, progressOn(process.stderr, mutants.length));
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

/** A line that is written over, on a terminal only. */
function progressOn(terminal: NodeJS.WriteStream, total: number): (done: number) => void {
  if (!terminal.isTTY) return () => undefined;
  return (done) => terminal.write(done === total ? '\r\x1b[K' : `\r${done} of ${total} runs`);
}

// Somebody who has read enough, such as `head`, may close the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await simulate(simulateArguments(process.argv.slice(2), availableParallelism()));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
