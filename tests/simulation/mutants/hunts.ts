/** Hunts for every mutant, each in a process of its own, some at a time. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Hunt } from './hunt.ts';
import { mutants } from './mutants.ts';

const HOOK = join(import.meta.dirname, 'hook.ts');
const HUNT = join(import.meta.dirname, 'hunt.ts');

/** In the order of the mutants. `onHunt` is told of each hunt that has ended. Throws when a mutant's text is not in the code. */
export async function huntAll(mostSeeds: number, workers: number, onHunt: (done: number) => void): Promise<Hunt[]> {
  const hunts: Hunt[] = [];
  const waiting = mutants.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [index, { mistake }] of waiting) {
      hunts[index] = await hunt(mistake, mostSeeds);
      done += 1;
      onHunt(done);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return hunts;
}

/** Seed after seed with one mistake in the code, until a promise is broken. */
export async function hunt(mistake: string, mostSeeds: number): Promise<Hunt> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', HOOK, HUNT, String(mostSeeds)], {
    env: { ...process.env, MUTANT: mistake },
  });
  return JSON.parse(stdout);
}

export function huntsText(hunts: readonly Hunt[], mostSeeds: number): string {
  const width = Math.max(...hunts.map(({ mistake }) => mistake.length));
  const rows = hunts.map(({ mistake, seed, promise }) =>
    seed === undefined
      ? `${mistake.padEnd(width)}  not caught in ${mostSeeds} seeds`
      : `${mistake.padEnd(width)}  ${String(seed).padStart(4)}  ${promise}`,
  );
  const caught = hunts.filter(({ seed }) => seed !== undefined).length;
  return [
    `${'mistake'.padEnd(width)}  seed  broken promise`,
    ...rows,
    '',
    `${caught} of ${hunts.length} caught`,
    '',
  ].join('\n');
}
