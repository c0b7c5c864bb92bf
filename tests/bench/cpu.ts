/** Bench `cpu`: CPU time per message of a warm handler with its real AWS client, the network taken out. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BATCH, batchOf, newOrders } from './bench-tables.ts';
import { bundle, makeBundles } from './bundles.ts';
import { median } from './cold.ts';
import { type ContenderName, environmentOf, PEERS } from './contenders.ts';
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
    await writeFile(events, JSON.stringify(batchOf('orders', newOrders('cpu'))));
    const measured: Measured[] = [];
    for (const contender of contenders) {
      const { file } = await bundles.of(contender);
      measured.push({ contender, measure: MEASURE, file, values: [] });
    }
    if (contenders.includes('powertools')) measured.push(await innerSchema(folder));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { file, values } of measured) {
        const cost = (batches: number) => microsecondsOf([driver, file, String(batches), events]);
        values.push(((await cost(MANY)) - (await cost(FEW))) / (MANY - FEW) / BATCH);
      }
    }
    return measured.map(({ contender, measure, values }) => ({
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

const MEASURE = 'microseconds of CPU per message';

interface Measured {
  readonly contender: ContenderName;
  readonly measure: string;
  readonly file: string;
  readonly values: number[];
}

/** Powertools by its convenient option: apart, for it is not Powertools at its best. */
async function innerSchema(folder: string): Promise<Measured> {
  const file = join(folder, 'powertools-inner-schema.cjs');
  await bundle(join(PEERS, 'powertools-inner-schema.js'), file);
  return { contender: 'powertools', measure: `${MEASURE}, by innerSchema`, file, values: [] };
}

async function microsecondsOf(script: readonly string[]): Promise<number> {
  const env = { PATH: process.env.PATH, ...environmentOf(NOWHERE) };
  const { stderr } = await execute(process.execPath, script, { timeout: LIMIT_MS, env });
  const found = /cpu (\d+)/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`a contender did not say what it took:\n${stderr}`);
  return Number(found);
}
