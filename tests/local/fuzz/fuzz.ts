/**
 * `npm run fuzz`: schemathesis against the order API and the console of a system on this machine, a minute each. Fails for an answer of
 * 500 or more, and when either is not there any more afterwards. `--seed N` repeats a run, as far as time allows.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startLocal } from '../../../lib/local/local-system.ts';
import { packageService } from '../../../lib/local/packaging.ts';
import { announceRunning } from '../../../lib/local/running-system.ts';
import { LocalConsole } from '../../../resources/console/server/console.ts';
import { PythonEnvironment } from '../../rig/python-environment.ts';
import { consoleDocument, orderApiDocument } from './openapi.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const REGION = 'eu-west-1';
const SECONDS_EACH = 60;

const python = new PythonEnvironment(join(ROOT, '.venv-fuzz'), resolve(import.meta.dirname, 'requirements.txt'));
const seed = seedIn(process.argv.slice(2));
const directory = await mkdtemp(join(tmpdir(), 'fanfare-fuzz-'));
const failures: unknown[] = [];

try {
  await python.install();
  const templateDirectory = await packageService(ROOT);
  // What the console writes, such as archives, goes to a directory of its own.
  const localConsole = new LocalConsole({ service: 'fanfare', stage: 'local', region: REGION, serviceDir: directory });
  const system = await startLocal({ templateDirectory, region: REGION, observer: localConsole.observer });
  try {
    const { apiUrl, endpoints } = system;
    await announceRunning(directory, { pid: process.pid, apiUrl, region: REGION, endpoints });
    const opened = await localConsole.open(system, {
      port: 0,
      isReadOnly: false,
      onFailure: (error) => failures.push(error),
    });
    const { origin, hash } = new URL(opened.url);
    await fuzz('the order API', orderApiDocument(), apiUrl);
    await fuzz('the console', consoleDocument(opened.actions), origin, `Bearer ${hash.replace('#token=', '')}`);
    await opened.stop();
  } finally {
    await system.stop();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
for (const failure of failures) process.stdout.write(`${failure instanceof Error ? failure.stack : String(failure)}\n`);
process.exit(failures.length === 0 ? 0 : 1);

async function fuzz(name: string, document: object, url: string, authorization?: string): Promise<void> {
  const file = join(directory, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const header = authorization === undefined ? [] : ['--header', `Authorization: ${authorization}`];
  const limits = ['--max-time', String(SECONDS_EACH), '--max-examples', '200', '--request-timeout', '20'];
  const checks = ['--checks', 'not_a_server_error', '--continue-on-failure', '--no-color', '--warnings', 'off'];
  const generation = ['--seed', String(seed), '--generation-database', 'none', '--phases', 'examples,coverage,fuzzing'];
  const { exitCode, stdout, stderr } = await python.run(
    'st',
    'run',
    file,
    '--url',
    url,
    ...header,
    ...limits,
    ...checks,
    ...generation,
  );
  const cases = /(\d[\d,]*) generated/.exec(stdout)?.[1] ?? 'no';
  process.stdout.write(
    `${name}: ${cases} test cases, seed ${seed}: ${exitCode === 0 ? 'no answer of 500 or more' : 'failed'}\n`,
  );
  if (exitCode !== 0) failures.push(`${stdout.slice(-8_000)}${exitCode === 1 ? '' : stderr.slice(-2_000)}`);
  if (cases === 'no') failures.push(`${name} was not tried at all`);
  const alive = await fetch(url).catch((error: unknown) => error);
  if (!(alive instanceof Response)) failures.push(alive);
}

function seedIn([option, value]: readonly string[]): number {
  return option === '--seed' ? Number(value) : Math.floor(Math.random() * 2 ** 32);
}
