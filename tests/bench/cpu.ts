/**
 * Bench `cpu`: what a message costs of a processor, in a warm handler with its real AWS client, the network taken out. In instructions,
 * which repeat whatever else runs here, where valgrind is installed; else in microseconds of CPU time.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { progressOn } from '../../lib/cli/progress.ts';
import { BATCH, batchOf, newOrders } from './bench-tables.ts';
import { bundle, makeBundles } from './bundles.ts';
import { median } from './cold.ts';
import { type ContenderName, environmentOf, PEERS } from './contenders.ts';
import type { Figure } from './figures.ts';
import { instructionsOf, valgrindOn } from './instructions.ts';

/** The figure is the difference between two numbers of batches: what starting and warming up cost drops out. */
interface Batches {
  readonly few: number;
  readonly many: number;
}

const TIMED: Batches = { few: 100, many: 400 };

/** Fewer, since everything takes many times as long under callgrind, most of all what V8 compiles anew. */
const COUNTED: Batches = { few: 60, many: 120 };

/** Of times: contenders take turns, and the figure is the median. */
const ROUNDS = 3;
const LIMIT_MS = 60_000;

/** Nothing is asked here: the driver takes the network out. */
const NOWHERE = 'http://127.0.0.1:9';

const execute = promisify(execFile);

export interface MeasureOptions {
  /** Times are wanted, although instructions could be counted. */
  readonly times: boolean;
}

export async function cpuBench(contenders: readonly ContenderName[], { times }: MeasureOptions): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-cpu-'));
  const bundles = await makeBundles();
  try {
    const driver = join(folder, 'driver.cjs');
    const events = join(folder, 'events.json');
    await bundle(join(import.meta.dirname, 'cpu-process.ts'), driver);
    await writeFile(events, JSON.stringify(batchOf('orders', newOrders('cpu'))));
    const candidates: Candidate[] = [];
    for (const contender of contenders) {
      const { file } = await bundles.of(contender);
      candidates.push({ contender, variant: '', file });
    }
    const scriptOf = ({ file }: Candidate, batches: number) => [driver, file, String(batches), events];
    const valgrind = times ? undefined : valgrindOn(process.env.PATH ?? '');
    if (valgrind !== undefined) return await counted(candidates, scriptOf, valgrind);
    if (contenders.includes('powertools')) candidates.push(await innerSchema(folder));
    return await timed(candidates, scriptOf);
  } finally {
    await bundles.remove();
    await rm(folder, { recursive: true });
  }
}

interface Candidate {
  readonly contender: ContenderName;
  /** What sets it apart from the contender itself. */
  readonly variant: string;
  readonly file: string;
}

/** The command line of a run with so many batches. */
type ScriptOf = (candidate: Candidate, batches: number) => readonly string[];

/** Powertools by its convenient option: apart, for it is not Powertools at its best. Only timed, since counting it takes minutes. */
async function innerSchema(folder: string): Promise<Candidate> {
  const file = join(folder, 'powertools-inner-schema.cjs');
  await bundle(join(PEERS, 'powertools-inner-schema.js'), file);
  return { contender: 'powertools', variant: ', by innerSchema', file };
}

async function timed(candidates: readonly Candidate[], scriptOf: ScriptOf): Promise<Figure[]> {
  const values = candidates.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, candidate] of candidates.entries()) {
      const many = await microsecondsOf(scriptOf(candidate, TIMED.many));
      const few = await microsecondsOf(scriptOf(candidate, TIMED.few));
      values[index]?.push(perMessage(many - few, TIMED));
    }
  }
  return candidates.map((candidate, index) =>
    figureOf('microseconds of CPU per message', candidate, median(values[index] ?? [])),
  );
}

/** Side by side, as many as there are processors: the counts do not mind. The long runs begin. */
async function counted(candidates: readonly Candidate[], scriptOf: ScriptOf, valgrind: string): Promise<Figure[]> {
  const runs = [COUNTED.many, COUNTED.few].flatMap((batches) =>
    candidates.map((candidate) => ({ candidate, batches })).reverse(),
  );
  const instructions = new Map<string, number>();
  const progress = progressOn(process.stderr);
  const waiting = runs.values();
  const worker = async (): Promise<void> => {
    for (const { candidate, batches } of waiting) {
      const script = scriptOf(candidate, batches);
      instructions.set(script.join(), await instructionsOf(valgrind, script, environment()));
      progress.show('counting instructions', instructions.size, runs.length);
    }
  };
  progress.show('counting instructions', 0, runs.length);
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } finally {
    progress.end();
  }
  const countOf = (candidate: Candidate, batches: number) => instructions.get(scriptOf(candidate, batches).join()) ?? 0;
  return candidates.map((candidate) => {
    const difference = countOf(candidate, COUNTED.many) - countOf(candidate, COUNTED.few);
    return figureOf('instructions per message, by callgrind', candidate, perMessage(difference, COUNTED));
  });
}

function perMessage(difference: number, { few, many }: Batches): number {
  return difference / (many - few) / BATCH;
}

function figureOf(measure: string, { contender, variant }: Candidate, value: number): Figure {
  return { bench: 'cpu', measure: `${measure}${variant}`, contender, value, exact: false };
}

function environment(): Record<string, string | undefined> {
  return { PATH: process.env.PATH, ...environmentOf(NOWHERE) };
}

async function microsecondsOf(script: readonly string[]): Promise<number> {
  const { stderr } = await execute(process.execPath, [...script], { timeout: LIMIT_MS, env: environment() });
  const found = /cpu (\d+)/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`a contender did not say what it took:\n${stderr}`);
  return Number(found);
}
