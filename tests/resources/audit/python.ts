/** The auditors' Python: a virtual environment of the project's own, made anew whenever `requirements.txt` changes. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const REQUIREMENTS = resolve(import.meta.dirname, 'requirements.txt');
const VENV = resolve(import.meta.dirname, '../../../.venv');
/** Written last, so that an installation that was cut off is begun again. */
const INSTALLED = join(VENV, 'installed.txt');
const TIME_LIMIT_MS = 10 * 60_000;

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws if Python is missing, or the requirements cannot be installed */
export async function installAuditors(): Promise<void> {
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  if ((await installed()) === wanted) return;
  await rm(VENV, { recursive: true, force: true });
  await succeed('python3', '-m', 'venv', VENV);
  await succeed(inVenv('pip'), 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS);
  await writeFile(INSTALLED, wanted);
}

/** Runs one of the auditors, whatever it finds. */
export function audit(auditor: 'cfn-lint' | 'checkov', ...options: readonly string[]): Promise<Outcome> {
  return run(inVenv(auditor), options);
}

function inVenv(command: string): string {
  return join(VENV, 'bin', command);
}

async function installed(): Promise<string | undefined> {
  try {
    return await readFile(INSTALLED, 'utf8');
  } catch {
    // Never installed, or not to the end.
    return undefined;
  }
}

async function succeed(command: string, ...options: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await run(command, options);
  if (exitCode === 0) return;
  throw new Error(
    `${command} ${options.join(' ')} failed; the audit needs Python 3.11 or later with venv, and PyPI:\n${stderr}`,
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
