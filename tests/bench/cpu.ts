/** Bench `cpu`: CPU time per message of a warm handler with its real AWS client, the network taken out. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BATCH, batchOf, newOrders } from './bench-tables.ts';
import { bundle, makeBundles } from './bundles.ts';
import { median } from './cold.ts';
import { type ContenderName, environmentOf } from './contenders.ts';
import type { Figure } from './figures.ts';

/** The figure is the difference between two numbers of batches: what starting costs drops out. */
const FEW = 100;
const MANY = 400;

/** Contenders take turns; the figure is the median. */
const ROUNDS = 3;
const LIMIT_MS = 60_000;

/** Nothing is asked here: the driver takes the network out. */
const NOWHERE = 'http://127.0.0.1:9';

const execute = promisify(execFile);

export async function cpuBench(contenders: readonly ContenderName[]): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-cpu-'));
  const bundles = await makeBundles();
  try {
    const driver = join(folder, 'driver.cjs');
    const events = join(folder, 'events.json');
    await bundle(join(import.meta.dirname, 'cpu-process.ts'), driver);
    await writeFile(events, JSON.stringify(batchOf('orders', newOrders())));
    const seen = new Map(contenders.map((contender) => [contender, [] as number[]]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [contender, values] of seen) {
        const { file } = await bundles.of(contender);
        const cost = (batches: number) => microsecondsOf([driver, file, String(batches), events]);
        values.push(((await cost(MANY)) - (await cost(FEW))) / (MANY - FEW) / BATCH);
      }
    }
    const measure = 'microseconds of CPU per message';
    return [...seen].map(([contender, values]) => ({
      bench: 'cpu',
      measure,
      contender,
      value: median(values),
      exact: false,
    }));
  } finally {
    await bundles.remove();
    await rm(folder, { recursive: true });
  }
}

async function microsecondsOf(script: readonly string[]): Promise<number> {
  const env = { PATH: process.env.PATH, ...environmentOf(NOWHERE) };
  const { stderr } = await execute(process.execPath, script, { timeout: LIMIT_MS, env });
  const found = /cpu (\d+)/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`a contender did not say what it took:\n${stderr}`);
  return Number(found);
}
