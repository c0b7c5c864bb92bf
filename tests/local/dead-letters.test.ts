import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { EventOf } from '../../events/contract.ts';
import { timestamp } from '../../lib/clock/clock.ts';
import { clientsOf } from '../../lib/local/engines/clients.ts';
import { type LocalSystem, startLocal } from '../../lib/local/local-system.ts';
import { packageService } from '../../lib/local/packaging.ts';
import { announceRunning } from '../../lib/local/running-system.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import { replay } from '../../resources/load/replay.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { reportOf } from '../demo/report.ts';
import { databaseOf, stockTableOf, takeSnapshot } from '../demo/snapshot.ts';
import { root } from '../rig/command.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';
import { until } from '../rig/until.ts';

/** More than one page of everything: a receive is 10 messages, a console's list 100. */
const ORDERS = 200;
const DECLINED = ORDERS / 10;
/** Long enough for the last order to be given up during it. */
const OUTAGE_MS = 20_000 + ORDERS * 60;
const QUIET_MS = 300_000;
const TEST_MS = 500_000;

let templateDirectory: string;
let project: Project;
let system: LocalSystem;

beforeAll(async () => {
  templateDirectory = await packageService(root);
  project = await copyOfProject();
});
afterEach(async () => {
  await system.stop();
});
afterAll(async () => {
  await project.remove();
});

/** Boots a system that gives up early, and lets commands in the copy of the project find it. */
async function boot(environment: Readonly<Record<string, string>> = {}, visibilityTimeoutSeconds = 5): Promise<void> {
  system = await startLocal({
    templateDirectory,
    environment: { RETRY_BASE_SECONDS: '1', RETRY_CAP_SECONDS: '1', MAX_ATTEMPTS: '2', ...environment },
    visibilityTimeoutSeconds,
  });
  const { apiUrl, region, endpoints } = system;
  await announceRunning(project.directory, { pid: process.pid, apiUrl, region, endpoints });
}

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

async function dlq(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await project.serverless('dlq', ...args, '--json');
  return { exitCode, stderr, report: stdout.startsWith('{') ? JSON.parse(stdout) : stdout };
}

async function linesIn(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}

/** Puts bodies straight into a service's dead-letter queue, as SQS does after a crash: without a reason. */
async function throwInto(service: string, ...bodies: readonly string[]): Promise<void> {
  const { sqs, destroy } = clientsOf(system.region, system.endpoints);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `fanfare-local-${service}-dlq` }));
  for (let start = 0; start < bodies.length; start += 10) {
    const some = bodies.slice(start, start + 10);
    const Entries = some.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
  destroy();
}

const queueOf = (report: { queues: { service: string; messages: number; groups: object[] }[] }, service: string) =>
  report.queues.find((queue) => queue.service === service);

describe('the gateway was down for so long that payment gave up on every order', () => {
  it(
    'is seen as one group, redriven by a canary and then the rest, and every order comes to its end',
    async () => {
      const outageEnds = Date.now() + OUTAGE_MS;
      await boot({ SANDBOX_OUTAGE_UNTIL: timestamp(outageEnds) });
      const database = databaseOf(system);
      const shelves = shelvesFor(orders, 1_000_000);
      await fillShelves(database, stockTableOf(system), shelves);
      const offered = await replay(system.apiUrl, orders, { rate: undefined, onProgress: () => undefined });
      await system.idle(QUIET_MS);
      expect(Date.now()).toBeLessThan(outageEnds);

      const { report } = await dlq('list');
      expect(queueOf(report, 'payment')).toMatchObject({
        messages: ORDERS,
        isComplete: true,
        groups: [{ class: 'GatewayOutage', eventType: 'order.placed', messages: ORDERS }],
      });

      const tooEarly = await dlq('redrive', '--service', 'payment', '--canary', '2', '--canary-timeout', '20');
      expect(tooEarly).toMatchObject({ exitCode: 4, report: { redriven: [{ redriven: 2, end: 'canary-failed' }] } });

      await until(() => Date.now() > outageEnds, OUTAGE_MS);
      const { report: done, exitCode } = await dlq('redrive', '--service', 'payment', '--canary', '5');
      expect(done.redriven).toMatchObject([
        { redriven: ORDERS, canary: { applied: 5, cameBack: [], undecided: [] }, end: 'done' },
      ]);
      expect(exitCode).toBe(0);

      await system.idle(QUIET_MS);
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
      expect((await project.serverless('orders', 'overdue', '--minutes', '0')).exitCode).toBe(0);
      const journal = (await readFile(join(project.directory, '.fanfare', 'dlq-journal.jsonl'), 'utf8'))
        .trim()
        .split('\n');
      expect(journal.length).toBeGreaterThanOrEqual(ORDERS);
      expect(journal.join('\n')).not.toContain('A. Turner');
      database.destroy();
    },
    TEST_MS,
  );
});

describe('orders that no service can read', () => {
  const poison = (orderId: string, quantity: number) => {
    const example = exampleEvent('order.placed') as EventOf<'order.placed'>;
    const lines = example.data.lines.map((line) => ({ ...line, quantity }));
    return { ...example, id: randomUUID(), subject: orderId, data: { ...example.data, lines } };
  };

  it(
    'are not looked for on a stage that was never deployed',
    async () => {
      await boot();
      Object.assign(process.env, system.environment);
      const { exitCode, report } = await dlq('list', '--stage', 'never-deployed');
      expect(exitCode).toBe(1);
      expect(report).toContain('npx serverless deploy --stage never-deployed');
    },
    TEST_MS,
  );

  it(
    'wait while their consumer is paused',
    async () => {
      await boot();
      const paused = await project.serverless('consumers', 'pause', '--service', 'payment', '--json');
      expect(JSON.parse(paused.stdout)).toMatchObject({ service: 'payment', state: 'Disabled' });
      await throwInto('payment', JSON.stringify(poison('order-7', 6)));
      await dlq('redrive', '--service', 'payment');
      const depth = async () => (await system.queues()).find(({ logicalId }) => logicalId === 'PaymentQueue')?.visible;
      expect(await depth()).toBe(1);
      const resumed = await project.serverless('consumers', 'resume', '--service', 'payment');
      expect(resumed.stdout).toContain('payment: enabled');
      await system.idle(QUIET_MS);
      expect(await depth()).toBe(0);
    },
    TEST_MS,
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'are in their queue or in the dead-letter queue, visible in both, when a redrive gets %s',
    async (signal, exitCode) => {
      await boot();
      await system.pause('payment');
      const events = Array.from({ length: 20 }, (_, number) => JSON.stringify(poison(`order-${number}`, 6)));
      await throwInto('payment', ...events);
      const framework = join(root, 'node_modules/serverless/bin/serverless.js');
      const journal = join(project.directory, '.fanfare', 'dlq-journal.jsonl');
      const linesBefore = await linesIn(journal);
      const redrive = spawn(process.execPath, [framework, 'dlq', 'redrive', '--service', 'payment', '--rate', '2'], {
        cwd: project.directory,
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => redrive.once('exit', resolve));
      await until(async () => (await linesIn(journal)) >= linesBefore + 4, 60_000);
      redrive.kill(signal);
      expect(await ended).toBe(exitCode);

      const queues = await system.queues();
      const visible = (id: string) => queues.find(({ logicalId }) => logicalId === id)?.visible ?? 0;
      expect(visible('PaymentQueue')).toBeGreaterThanOrEqual(4);
      expect(visible('PaymentDlq')).toBeGreaterThan(0);
      expect(visible('PaymentQueue') + visible('PaymentDlq')).toBe(20);
    },
    TEST_MS,
  );
});

describe('a function that crashes as it starts', () => {
  it(
    'leaves messages without a reason, which are a group of their own',
    async () => {
      await boot({ DLQ_URL: '' }, 1);
      const { sns, destroy } = clientsOf(system.region, system.endpoints);
      const TopicArn = system.resolve('PaymentDeclinedTopic').ref;
      await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(exampleEvent('payment.declined')) }));
      destroy();
      await system.idle(QUIET_MS);
      const { report } = await dlq('list', '--service', 'invoice');
      expect(report.queues[0].groups).toMatchObject([
        { class: 'MovedBySqs', eventType: 'payment.declined', messages: 1 },
      ]);
    },
    TEST_MS,
  );
});
