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

/**
 * The running system; `undefined` when there is none, or when the one that wrote the file was killed. Throws, naming the file, when it
 * cannot be read as one: a start that was cut off leaves half of it.
 */
export async function runningSystem(serviceDirectory: string): Promise<RunningSystem | undefined> {
  const file = join(serviceDirectory, FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const system = systemIn(text);
  if (system === undefined) {
    throw new Error(`${file} does not say where a running system is: delete it, and start again with \`npm start\``);
  }
  return isAlive(system.pid) ? system : undefined;
}

/** Written by `announceRunning`, as long as it is whole. */
function systemIn(text: string): RunningSystem | undefined {
  try {
    const system: RunningSystem | null = JSON.parse(text);
    return Number.isSafeInteger(system?.pid) && system?.endpoints !== undefined ? system : undefined;
  } catch {
    return undefined;
  }
}

/** Signal 0 tests for existence; of a process of another user, it is refused. https://nodejs.org/api/process.html#processkillpid-signal */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Object && 'code' in error && error.code === 'EPERM';
  }
}
