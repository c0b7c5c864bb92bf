import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceRunning, runningSystem } from '../../../lib/local/running-system.ts';

const running = {
  pid: process.pid,
  apiUrl: 'http://127.0.0.1:3000',
  region: 'eu-west-1',
  endpoints: { sns: 'http://a', sqs: 'http://a', dynamodb: 'http://b', lambda: 'http://c' },
};
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanfare-running-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a command finds the system that runs', async () => {
  await announceRunning(directory, running);
  expect(await runningSystem(directory)).toEqual(running);
});

test('a system whose process is gone does not run', async () => {
  await announceRunning(directory, { ...running, pid: 2 ** 30 });
  expect(await runningSystem(directory)).toBeUndefined();
});

test.each(['', '{ "pid": 12', 'null', '{}', '{ "pid": "x" }'])('a file that was cut off is named: %j', async (text) => {
  await mkdir(join(directory, '.fanfare'));
  await writeFile(join(directory, '.fanfare/local.json'), text);
  await expect(runningSystem(directory)).rejects.toThrow(join(directory, '.fanfare/local.json'));
});
