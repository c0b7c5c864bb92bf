/** Benches `bundle` and `cold`: what a cold start has to read, and how long until the first batch is answered. */
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '../../lib/local/engines/dynamodb.ts';
import { servicesOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import { BATCH, batchOf, createTables, newOrders } from './bench-tables.ts';
import { type Bundle, makeBundles } from './bundles.ts';
import { type ContenderName, run } from './contenders.ts';
import type { Figure } from './figures.ts';

/** Fresh processes of each contender, taking turns; the figure is the median. */
const ROUNDS = 11;

export async function bundleBench(contenders: readonly ContenderName[]): Promise<Figure[]> {
  const bundles = await makeBundles();
  const figure = (service: string, contender: ContenderName, { bytes }: Bundle): Figure => ({
    bench: 'bundle',
    measure: `${service}: bytes, minified`,
    contender,
    value: bytes,
    exact: false,
  });
  try {
    const figures: Figure[] = [];
    for (const contender of contenders) figures.push(figure('orders', contender, await bundles.of(contender)));
    for (const service of servicesOf(topology).map(({ name }) => name)) {
      if (service !== 'orders') figures.push(figure(service, 'fanfare', await bundles.of('fanfare', service)));
    }
    return [...figures, largestOf(figures)];
  } finally {
    await bundles.remove();
  }
}

/** The budget is of the largest function, and in steps: a line of code more is no matter, a library more is. */
const STEP_BYTES = 10_000;

function largestOf(figures: readonly Figure[]): Figure {
  const ours = figures.filter(({ contender }) => contender === 'fanfare').map(({ value }) => value);
  const value = (Math.ceil(Math.max(...ours) / STEP_BYTES) * STEP_BYTES) / 1_000;
  const measure = `largest function: kilobytes, in steps of ${STEP_BYTES / 1_000}`;
  return { bench: 'bundle', measure, contender: 'fanfare', value, exact: true };
}

export async function coldBench(contenders: readonly ContenderName[]): Promise<Figure[]> {
  const engine = await startDynamoDb();
  const bundles = await makeBundles();
  try {
    await createTables(engine.endpoint);
    const starts = new Map(contenders.map((contender) => [contender, [] as Start[]]));
    const files = new Map<ContenderName, Bundle>();
    for (const contender of contenders) files.set(contender, await bundles.of(contender));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [contender, { file }] of files) starts.get(contender)?.push(await startOnce(file, engine.endpoint));
    }
    return [...starts].flatMap(([contender, some]) => figuresOf(contender, some));
  } finally {
    await bundles.remove();
    await engine.stop();
  }
}

interface Start {
  readonly importMs: number;
  readonly firstBatchMs: number;
}

async function startOnce(file: string, endpoint: string): Promise<Start> {
  const running = await run(file, endpoint);
  try {
    const { milliseconds, failures } = await running.invoke(batchOf('orders', newOrders(randomUUID())));
    if (failures > 0) throw new Error(`${file} failed ${failures} of ${BATCH} messages`);
    return { importMs: running.importMs, firstBatchMs: milliseconds };
  } finally {
    await running.stop();
  }
}

function figuresOf(contender: ContenderName, starts: readonly Start[]): Figure[] {
  const figure = (measure: string, value: number): Figure => ({
    bench: 'cold',
    measure,
    contender,
    value,
    exact: false,
  });
  return [
    figure('import: milliseconds', median(starts.map(({ importMs }) => importMs))),
    figure(`first batch of ${BATCH}: milliseconds`, median(starts.map(({ firstBatchMs }) => firstBatchMs))),
    figure('both: milliseconds', median(starts.map(({ importMs, firstBatchMs }) => importMs + firstBatchMs))),
  ];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
