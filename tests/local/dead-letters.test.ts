import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { EventOf } from '../../events/contract.ts';
import { clientsOf } from '../../lib/local/engines/clients.ts';
import { type LocalSystem, startLocal } from '../../lib/local/local-system.ts';
import { packageService } from '../../lib/local/packaging.ts';
import { announceRunning } from '../../lib/local/running-system.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';
import { root } from '../rig/command.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';
import { until } from '../rig/until.ts';

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
    environment: {
      RETRY_BASE_SECONDS: '1',
      RETRY_CAP_SECONDS: '1',
      MAX_ATTEMPTS: '2',
      VISIBILITY_TIMEOUT_SECONDS: String(visibilityTimeoutSeconds),
      ...environment,
    },
    visibilityTimeoutSeconds,
  });
  const { apiUrl, region, endpoints } = system;
  await announceRunning(project.directory, { pid: process.pid, apiUrl, region, endpoints });
}

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
