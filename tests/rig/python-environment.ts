/** Tools from PyPI: a virtual environment of the project's own, made anew whenever its requirements change. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TIME_LIMIT_MS = 10 * 60_000;

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class PythonEnvironment {
  readonly #directory: string;
  readonly #requirements: string;

  /** `requirements` is the path of a `requirements.txt`. */
  constructor(directory: string, requirements: string) {
    this.#directory = directory;
    this.#requirements = requirements;
  }

  /** @throws if Python is missing, or the requirements cannot be installed */
  async install(): Promise<void> {
    const wanted = await readFile(this.#requirements, 'utf8');
    // Written last, so that an installation that was cut off is begun again.
    const installed = join(this.#directory, 'installed.txt');
    if ((await textOf(installed)) === wanted) return;
    await rm(this.#directory, { recursive: true, force: true });
    await succeed('python3', '-m', 'venv', this.#directory);
    const options = ['--quiet', '--disable-pip-version-check', '--requirement', this.#requirements];
    await succeed(this.path('pip'), 'install', ...options);
    await writeFile(installed, wanted);
  }

  /** Runs one of its commands, whatever comes of it. */
  run(command: string, ...options: readonly string[]): Promise<Outcome> {
    return run(this.path(command), options);
  }

  path(command: string): string {
    return join(this.#directory, 'bin', command);
  }
}

/** Nothing when it was never installed, or not to the end. */
function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function succeed(command: string, ...options: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await run(command, options);
  if (exitCode === 0) return;
  throw new Error(
    `${command} ${options.join(' ')} failed; this needs Python 3.11 or later with venv, and PyPI:\n${stderr}`,
  );
}

function run(command: string, options: readonly string[]): Promise<Outcome> {
  const limits = { timeout: TIME_LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((settle) => {
    const child = execFile(command, options, limits, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      settle({ exitCode: Number.isNaN(exitCode) ? 127 : exitCode, stdout, stderr: stderr || (error?.message ?? '') });
    });
    child.stdin?.end();
  });
}
