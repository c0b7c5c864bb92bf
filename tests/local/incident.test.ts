/**
 * An incident from alarm to cure, with two operators at once: one on the command line, one in the browser, which is driven by the
 * console's own requests. A command is killed, a disk is full, a consumer is paused and a deployment comes in between. Every number that
 * is printed is compared with what the engine counts at that moment.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { timestamp } from '../../lib/clock/clock.ts';
import { type LocalSystem, startLocal } from '../../lib/local/local-system.ts';
import { packageService } from '../../lib/local/packaging.ts';
import { announceRunning } from '../../lib/local/running-system.ts';
import { LocalConsole } from '../../resources/console/server/console.ts';
import type { RunningConsole } from '../../resources/console/server/server.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import { replay } from '../../resources/load/replay.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { keptPaused, pausedFunctions } from '../../resources/plugins/paused-consumers-plugin.ts';
import { reportOf } from '../demo/report.ts';
import { databaseOf, stockTableOf, takeSnapshot } from '../demo/snapshot.ts';
import { root } from '../rig/command.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';
import { until } from '../rig/until.ts';

/** More than one page of everything: a receive is 10 messages, a page of a walk 80. */
const ORDERS = 200;
const DECLINED = ORDERS / 10;
/** Long enough for the last order to be given up during it. */
const OUTAGE_MS = 20_000 + ORDERS * 60;
const QUIET_MS = 300_000;
/** A killed command's messages return within a minute. */
const HIDDEN_MS = 75_000;

let project: Project;
let system: LocalSystem;
let opened: RunningConsole;
let templateDirectory: string;
const outageEnds = Date.now() + 60_000 + OUTAGE_MS;

beforeAll(async () => {
  templateDirectory = await packageService(root);
  project = await copyOfProject();
  system = await startLocal({
    templateDirectory,
    environment: {
      RETRY_BASE_SECONDS: '1',
      RETRY_CAP_SECONDS: '1',
      MAX_ATTEMPTS: '2',
      SANDBOX_OUTAGE_UNTIL: timestamp(outageEnds),
    },
    visibilityTimeoutSeconds: 5,
  });
  const { apiUrl, region, endpoints } = system;
  await announceRunning(project.directory, { pid: process.pid, apiUrl, region, endpoints });
  const origin = { service: 'fanfare', stage: 'local', region, serviceDir: project.directory };
  const onFailure = (error: unknown) => {
    throw error;
  };
  opened = await new LocalConsole(origin).open(system, { port: 0, isReadOnly: false, onFailure });
}, 120_000);
afterAll(async () => {
  await opened.stop();
  await system.stop();
  await project.remove();
});

const orders = Array.from({ length: ORDERS }, (_, number): RetailOrder => {
  const lines = [0, 1].map((line) => ({ sku: `SKU-${(number + line) % 40}`, quantity: 1 + line, unitPriceMinor: 250 }));
  return {
    invoiceNo: String(number),
    body: {
      customerId: String(number % 50),
      currency: 'GBP',
      lines,
      totalMinor: 750,
      shippingAddress: { country: 'France' },
      paymentToken: number % 10 === 0 ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa',
    },
  };
});

interface Answer {
  readonly exitCode: number;
  readonly queues: readonly { service: string; kind: string; messages: number; seen: number; heldElsewhere: number }[];
  readonly redriven: readonly { redriven: number; heldElsewhere: number; notReceived: number; end: string }[];
}

/** The operator on the command line. */
async function typed(...args: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await project.serverless('dlq', ...args, '--json');
  if (!stdout.startsWith('{')) throw new Error(`dlq ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
  return { ...JSON.parse(stdout), exitCode };
}

/** The operator in the browser. */
async function clicked(action: string, body: object = {}): Promise<Answer> {
  const { origin, hash } = new URL(opened.url);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${hash.replace('#token=', '')}` };
  const answer = await fetch(`${origin}/api/dead-letters/${action}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Answer;
}

/** What the engine counts. */
async function truth(logicalId: string) {
  const queue = (await system.queues()).find((one) => one.logicalId === logicalId);
  return { visible: queue?.visible ?? 0, hidden: queue?.inFlight ?? 0 };
}

const payment = ({ queues }: Answer) =>
  queues.find(({ service, kind }) => service === 'payment' && kind === 'consumer');

/** A command in a shell, to redirect it. */
function inShell(line: string): Promise<{ code: number | null; stderr: string }> {
  const framework = `${process.execPath} ${join(root, 'node_modules/serverless/bin/serverless.js')}`;
  const child = spawn('/bin/sh', ['-c', line.replace('serverless', framework)], { cwd: project.directory });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

async function killedRedrive(): Promise<void> {
  const journal = join(project.directory, '.fanfare', 'dlq-journal.jsonl');
  const lines = async () => (await readFile(journal, 'utf8').catch(() => '')).split('\n').length - 1;
  const child: ChildProcess = project.begin('dlq', 'redrive', '--service', 'payment', '--rate', '4');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await until(async () => (await lines()) >= 8, 60_000);
  child.kill('SIGKILL');
  await ended;
}

it('ends with every order at its end, and no line said anything false', async () => {
  const database = databaseOf(system);
  const shelves = shelvesFor(orders, 1_000_000);
  await fillShelves(database, stockTableOf(system), shelves);
  const offered = await replay(system.apiUrl, orders, { rate: undefined, onProgress: () => undefined });
  await system.idle(QUIET_MS);
  expect(await truth('PaymentDlq')).toEqual({ visible: ORDERS, hidden: 0 });

  // Both look at once, and see the same total.
  for (const report of await Promise.all([typed('list'), clicked('list')])) {
    const { messages = 0, seen = 0, heldElsewhere = 0 } = payment(report) ?? {};
    expect(messages).toBe(ORDERS);
    expect(seen + heldElsewhere).toBeLessThanOrEqual(ORDERS);
    expect(report.exitCode).toBe(seen === ORDERS ? 0 : 5);
  }

  // The gateway is still down: a canary says so before the rest is wasted.
  const early = await typed('redrive', '--service', 'payment', '--canary', '2', '--canary-timeout', '20s');
  expect(early).toMatchObject({ exitCode: 4, redriven: [{ redriven: 2, end: 'canary-failed' }] });
  await system.idle(QUIET_MS);
  expect(await truth('PaymentDlq')).toEqual({ visible: ORDERS, hidden: 0 });

  // The consumer is paused, and a deployment in between keeps it so.
  const paused = await project.serverless('consumers', 'pause', '--service', 'payment');
  expect(paused.stdout).toContain('npx serverless consumers resume --service payment --stage local');
  const template = JSON.parse(
    await readFile(join(templateDirectory, 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  const lambda = new LambdaClient({
    region: system.region,
    endpoint: system.endpoints.lambda,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const functions = await pausedFunctions(lambda, template.Resources);
  lambda.destroy();
  expect(functions).toEqual(['fanfare-local-payment']);
  expect(Object.values(keptPaused(template.Resources, functions)).filter(isDisabled)).toHaveLength(1);

  // A redrive is killed: what it holds is not called gone.
  await killedRedrive();
  const killedAt = Date.now();
  const [dlq, queue] = [await truth('PaymentDlq'), await truth('PaymentQueue')];
  expect(dlq.hidden).toBeGreaterThan(0);
  expect(dlq.visible + dlq.hidden + queue.visible).toBe(ORDERS);
  const after = await typed('list', '--service', 'payment');
  expect(payment(after)).toMatchObject({ messages: dlq.visible + dlq.hidden, heldElsewhere: dlq.hidden });
  expect(after.exitCode).toBe(5);
  expect((await clicked('list')).queues).toEqual(
    expect.arrayContaining([expect.objectContaining(payment(after) ?? {})]),
  );

  // The disk is full: a sentence, and an exit code.
  const full = await inShell('serverless dlq list > /dev/full');
  expect(full).toEqual({ code: 1, stderr: expect.stringMatching(/the output cannot be written \(ENOSPC\)/) });
  const nowhere = await project.serverless('dlq', 'purge', '--service', 'payment', '--to', '/proc/archive', '--yes');
  expect(nowhere.exitCode).toBe(1);
  expect(`${nowhere.stdout}${nowhere.stderr}`).toMatch(/No message purged.*\n[\s\S]*Stopped: \S+ cannot be used: /);
  expect(`${full.stderr}${nowhere.stdout}${nowhere.stderr}`).not.toMatch(/\n\s+at \S+ \(/);

  // A minute after it was killed, all are visible again. The embedded engine notices it when somebody receives.
  await until(() => Date.now() > killedAt + 60_000, HIDDEN_MS);
  await until(async () => payment(await clicked('list', { service: 'payment' }))?.heldElsewhere === 0, HIDDEN_MS);
  expect(payment(await typed('list', '--service', 'payment'))).toMatchObject({
    messages: (await truth('PaymentDlq')).visible,
    heldElsewhere: 0,
  });

  // The gateway is up, the consumer resumed, and both redrive at once.
  await until(() => Date.now() > outageEnds, 60_000 + OUTAGE_MS);
  await project.serverless('consumers', 'resume', '--service', 'payment');
  await system.idle(QUIET_MS);
  const left = (await truth('PaymentDlq')).visible;
  const both = await Promise.all([
    typed('redrive', '--service', 'payment'),
    clicked('redrive', { service: 'payment' }),
  ]);
  let redriven = sum(both.flatMap((report) => report.redriven.map((one) => one.redriven)));
  for (const report of both) expect([0, 5]).toContain(report.exitCode);
  await system.idle(QUIET_MS);
  expect((await truth('PaymentDlq')).visible).toBe(left - redriven);
  if (redriven < left)
    redriven += sum((await typed('redrive', '--service', 'payment')).redriven.map((one) => one.redriven));
  expect(redriven).toBe(left);

  await system.idle(QUIET_MS);
  const last = await project.serverless('dlq', 'list', '--sure');
  expect(last).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^No dead-lettered messages in \d+ queues\.$/m),
  });
  expect(await truth('PaymentDlq')).toEqual({ visible: 0, hidden: 0 });
  expect((await project.serverless('orders', 'overdue', '--minutes', '0')).exitCode).toBe(0);
  await system.invoke('forecastingRollUp', {});
  const snapshot = await takeSnapshot(system, database, shelves);
  const { invariants, orders: ends } = reportOf({
    cancellations: 0,
    offered,
    snapshot,
    counts: system.counters(),
    seconds: 1,
  });
  expect(invariants.filter(({ holds }) => !holds)).toEqual([]);
  expect(ends).toMatchObject({ shipped: ORDERS - DECLINED, declined: DECLINED, open: 0 });
  expect(await readFile(join(project.directory, '.fanfare', 'dlq-journal.jsonl'), 'utf8')).not.toContain('A. Turner');
  database.destroy();
}, 900_000);

function isDisabled({ Properties }: { readonly Properties?: { readonly Enabled?: unknown } }): boolean {
  return Properties?.Enabled === false;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
