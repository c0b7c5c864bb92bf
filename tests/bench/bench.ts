/** `npm run bench [-- NAME…] [--json] [--write] [--times]`: Fanfare beside its named peers, in one run. `-- budget` gates CI. */
import { exitCodeFor, parsed, UsageError } from '../../lib/cli/command-line.ts';
import { breaches, readBudget, writeBudget } from './budget.ts';
import { bundleBench, coldBench } from './cold.ts';
import { consoleBench } from './console-bench.ts';
import { CONTENDERS, type ContenderName, installPeers } from './contenders.ts';
import { contentionBench } from './contention-bench.ts';
import { costBench } from './cost/cost-bench.ts';
import { countBenches } from './counts.ts';
import { cpuBench, type MeasureOptions } from './cpu.ts';
import { endToEndBench } from './end-to-end.ts';
import { type Figure, tableOf } from './figures.ts';
import { methodOf } from './method.ts';
import { writePictures, writePlot } from './plot.ts';
import type { Scenario } from './scenario.ts';
import { spikeBench } from './spike/spike-bench.ts';

type Measure = (contenders: readonly ContenderName[], options: MeasureOptions) => Promise<Figure[]>;

const MEASURES: readonly { readonly benches: readonly string[]; readonly exact: boolean; readonly measure: Measure }[] =
  [
    { benches: ['writes', 'requests'], exact: true, measure: countBenches },
    { benches: ['bundle'], exact: true, measure: bundleBench },
    { benches: ['cold'], exact: false, measure: coldBench },
    { benches: ['cpu'], exact: false, measure: cpuBench },
  ];
/** Benches that are no table of contenders. */
const SCENARIOS: Readonly<Record<string, () => Promise<Scenario>>> = {
  'end-to-end': endToEndBench,
  cost: costBench,
  spike: spikeBench,
  contention: contentionBench,
  console: consoleBench,
};

const TABLES = MEASURES.flatMap(({ benches }) => benches);
const NAMES = [...TABLES, ...Object.keys(SCENARIOS)];

const USAGE = `npm run bench [-- NAME…] [--json] [--write] [--times]
  NAME      ${NAMES.join(', ')}; without one, all of them
  budget    Fanfare's exact counts against tests/bench/budget.json: exit code 1 if one is over
  --json    one JSON document on standard output
  --times   cpu in microseconds, also where valgrind is there to count instructions
  --write   draw the pictures of docs/images; with budget, take today's counts as the budget`;

const OPTIONS = { json: { type: 'boolean' }, write: { type: 'boolean' }, times: { type: 'boolean' } } as const;

async function main(): Promise<number> {
  const { values, positionals } = parsed(process.argv.slice(2), OPTIONS, USAGE, { allowPositionals: true });
  const unknown = positionals.find((name) => name !== 'budget' && !NAMES.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no bench ${unknown}\n${USAGE}`);
  if (positionals.includes('budget')) return checkBudget(values);
  const wanted = positionals.length === 0 ? NAMES : positionals;
  if (TABLES.some((name) => wanted.includes(name))) installPeers();
  const figures = (await measured(wanted, CONTENDERS, { times: values.times === true })).filter(({ bench }) =>
    wanted.includes(bench),
  );
  const scenarios = await played(wanted);
  if (values.write === true) {
    for (const [bench, some] of Map.groupBy(figures, (each) => each.bench)) writePlot(bench, some);
    for (const { pictures } of Object.values(scenarios)) writePictures(pictures);
  }
  const document = { ...methodOf(), figures, ...mapped(scenarios, ({ json }) => json) };
  const texts = Object.entries(mapped(scenarios, (scenario) => scenario.text)).map(
    ([name, said]) => `${name}\n\n${said}`,
  );
  process.stdout.write(
    values.json === true ? `${JSON.stringify(document, null, 2)}\n` : text(figures) + texts.join('\n'),
  );
  return 0;
}

async function checkBudget({ json, write }: { json?: boolean; write?: boolean }): Promise<number> {
  const exact = MEASURES.filter((each) => each.exact).flatMap(({ benches }) => benches);
  const figures = await measured(exact, ['fanfare'], { times: false });
  if (write === true) writeBudget(figures);
  const wrong = breaches(figures, readBudget());
  if (json === true) process.stdout.write(`${JSON.stringify({ figures, breaches: wrong }, null, 2)}\n`);
  else process.stdout.write(`${tableOf(figures)}\n`);
  for (const line of wrong) process.stderr.write(`over budget: ${line}\n`);
  if (wrong.length > 0)
    process.stderr.write('make it cheaper, or say why it costs more: npm run bench -- budget --write\n');
  return wrong.length === 0 ? 0 : 1;
}

async function measured(
  names: readonly string[],
  contenders: readonly ContenderName[],
  options: MeasureOptions,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { benches, measure } of MEASURES) {
    if (!benches.some((bench) => names.includes(bench))) continue;
    if (process.stderr.isTTY) process.stderr.write(`measuring ${benches.join(', ')} …\n`);
    figures.push(...(await measure(contenders, options)));
  }
  return figures;
}

async function played(names: readonly string[]): Promise<Record<string, Scenario>> {
  const scenarios: Record<string, Scenario> = {};
  for (const [name, play] of Object.entries(SCENARIOS)) {
    if (!names.includes(name)) continue;
    if (process.stderr.isTTY) process.stderr.write(`playing ${name} …\n`);
    scenarios[name] = await play();
  }
  return scenarios;
}

function mapped<T, R>(record: Readonly<Record<string, T>>, of: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]));
}

function text(figures: readonly Figure[]): string {
  const parts = [...Map.groupBy(figures, ({ bench }) => bench)].map(
    ([bench, some]) => `${bench}\n\n${tableOf(some)}\n`,
  );
  return `${parts.join('\n')}\n`;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}
