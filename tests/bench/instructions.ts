/** Counting the instructions of a process by callgrind: a figure that no other load on the machine changes. https://valgrind.org/docs/manual/cl-manual.html */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const CALLGRIND = ['--tool=callgrind', '--callgrind-out-file=/dev/null'];

/** One thread that compiles and collects garbage at the same points each time, with the same hashes. */
const REPEATABLE = ['--single-threaded', '--predictable', '--hash-seed=7', '--random-seed=7'];

/** The longest takes some two minutes on a machine with nothing else to do. */
const LIMIT_MS = 900_000;

const COUNTED = /Collected : (\d+)/;

const execute = promisify(execFile);

/** Where `valgrind` is, if anywhere on the PATH. */
export function valgrindOn(path: string): string | undefined {
  return path
    .split(delimiter)
    .map((directory) => join(directory, 'valgrind'))
    .find(isExecutable);
}

/** Instructions of Node running `script`. */
export async function instructionsOf(
  valgrind: string,
  script: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const command = [...CALLGRIND, process.execPath, ...REPEATABLE, ...script];
  const { stderr } = await execute(valgrind, command, { timeout: LIMIT_MS, env });
  const counted = COUNTED.exec(stderr)?.[1];
  if (counted === undefined) throw new Error(`callgrind did not say what it counted:\n${stderr}`);
  return Number(counted);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // The next place may have it.
    return false;
  }
}
