/** How a command finds the system that `npm start` runs: a file with its addresses, believed only while its process lives. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Endpoints } from './engines/engines.ts';

export interface RunningSystem {
  readonly pid: number;
  readonly apiUrl: string;
  readonly region: string;
  readonly endpoints: Endpoints & { readonly lambda: string };
}

const FILE = join('.fanfare', 'local.json');

export async function announceRunning(serviceDirectory: string, system: RunningSystem): Promise<void> {
  const file = join(serviceDirectory, FILE);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(system, undefined, 2)}\n`);
}

export async function withdrawRunning(serviceDirectory: string): Promise<void> {
  await rm(join(serviceDirectory, FILE), { force: true });
}

/** The running system; `undefined` when there is none, or when the one that wrote the file was killed. */
export async function runningSystem(serviceDirectory: string): Promise<RunningSystem | undefined> {
  const text = await readFile(join(serviceDirectory, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const system: RunningSystem = JSON.parse(text);
  return isAlive(system.pid) ? system : undefined;
}

/** Signal 0 tests for existence. https://nodejs.org/api/process.html#processkillpid-signal */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
