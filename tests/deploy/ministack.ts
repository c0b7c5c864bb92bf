/** MiniStack: an emulator of AWS that nobody here wrote, from PyPI, on a free port of this machine. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { freePort } from '../../lib/local/engines/free-port.ts';
import { PythonEnvironment } from '../rig/python-environment.ts';
import { until } from '../rig/until.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const python = new PythonEnvironment(join(ROOT, '.venv-rehearsal'), resolve(import.meta.dirname, 'requirements.txt'));

const BOOT_MS = 60_000;

export interface MiniStack {
  readonly endpoint: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startMiniStack(): Promise<MiniStack> {
  await python.install();
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'ministack-'));
  const child = spawn(python.path('ministack'), [], {
    cwd: directory,
    env: {
      ...process.env,
      // Its Lambda runs the first `node` on the PATH.
      PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      LAMBDA_EXECUTOR: 'local',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
    stdio: 'ignore',
  });
  const ended = new Promise((done) => child.once('exit', done));
  const endpoint = `http://127.0.0.1:${port}`;
  await until(() => isUp(endpoint), BOOT_MS);
  return {
    endpoint,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function isUp(endpoint: string): Promise<boolean> {
  const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
  return answer?.ok ?? false;
}
