/** Bench `end-to-end`: orders per second through all seven services, on the embedded runtime and, the same deployment, on MiniStack. */
import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { hasEnded, type OrderStatus } from '../../handlers/orders/order-status.ts';
import { isEmpty } from '../../lib/local/queue-depths.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import { TILLS } from '../../resources/load/replay.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { stockTableOf } from '../demo/snapshot.ts';
import { type DeployedStack, deployedStack } from '../deploy/deployed-stack.ts';
import { forMiniStack } from '../deploy/differences.ts';
import { startMiniStack } from '../deploy/ministack.ts';
import { SignedApi } from '../deploy/signed-api.ts';
import { copyOfProject } from '../rig/packaged-project.ts';
import { ROOT } from './contenders.ts';
import type { EmbeddedRun } from './embedded-process.ts';
import { repeatedOrders, UNITS, WARM_UP } from './load.ts';
import { PARTS, secondsOf } from './processor-time.ts';
import type { Scenario } from './scenario.ts';

const STAGE = 'bench';
const REGION = 'eu-west-1';

/** How often each contender is sent the file: less, and what is loaded only once would count. */
const TIMES = 5;

const PATIENCE_MS = 600_000;
/** Counting the queues is a burden on MiniStack, too. */
const COUNT_EVERY_MS = 200;

export async function endToEndBench(): Promise<Scenario> {
  const embedded = await onEmbeddedRuntime();
  const miniStack = await onMiniStack();
  const ratio = rateOf(embedded) / rateOf(miniStack);
  const text = [
    '|                   | orders | seconds | orders per second | processor ms per order |',
    '| ----------------- | -----: | ------: | ----------------: | ---------------------: |',
    rowOf('embedded runtime', embedded),
    rowOf('MiniStack', miniStack),
    '',
    `${ratio.toFixed(1)} times as many`,
    '',
    '| of the embedded runtime | processor ms per order | share |',
    '| ----------------------- | ---------------------: | ----: |',
    ...profileOf(embedded),
    '',
  ].join('\n');
  const measured = (run: Run) => ({ ...run, ordersPerSecond: rateOf(run) });
  return { text, json: { embedded: measured(embedded), miniStack: measured(miniStack), ratio }, pictures: {} };
}

interface Run {
  readonly orders: number;
  readonly seconds: number;
  readonly processorSeconds: number;
}

function rateOf({ orders, seconds }: Run): number {
  return orders / seconds;
}

function rowOf(name: string, run: Run): string {
  const cells = [
    String(run.orders).padStart(6),
    run.seconds.toFixed(1).padStart(7),
    rateOf(run).toFixed(1).padStart(17),
    perOrder(run.processorSeconds, run),
  ];
  return `| ${name.padEnd(17)} | ${cells.join(' | ')} |`;
}

function profileOf(run: EmbeddedRun): string[] {
  return PARTS.map((part) => {
    const seconds = run.profile[part];
    const share = `${Math.round((100 * seconds) / run.processorSeconds)}%`;
    return `| ${part.padEnd(23)} | ${perOrder(seconds, run)} | ${share.padStart(5)} |`;
  });
}

function perOrder(seconds: number, { orders }: Run): string {
  return ((1_000 * seconds) / orders).toFixed(1).padStart(22);
}

/** From the first order sent until every message is dealt with, in a process of its own. */
async function onEmbeddedRuntime(): Promise<EmbeddedRun> {
  const script = join(import.meta.dirname, 'embedded-process.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(TIMES)], { cwd: ROOT });
  return JSON.parse(stdout);
}

/** The same template and bundles, by the real `serverless deploy`; by the same measure. */
async function onMiniStack(): Promise<Run> {
  const miniStack = await startMiniStack();
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: miniStack.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const project = await copyOfProject(forMiniStack, 'real');
  const dynamodb = new DynamoDBClient();
  try {
    await symlink(join(ROOT, 'tests', 'deploy', 'differences.ts'), join(project.directory, 'differences.ts'));
    const { exitCode, stdout } = await project.serverless('deploy', '--stage', STAGE);
    if (exitCode !== 0) throw new Error(`serverless deploy ended with ${exitCode}:\n${stdout}`);
    const stack = await deployedStack(`fanfare-${STAGE}`);
    const api = new SignedApi(stack.resolve('HttpApi').ref, REGION, miniStack.endpoint);
    const orders = await repeatedOrders(TIMES);
    await fillShelves(dynamodb, stockTableOf(stack), shelvesFor(orders, UNITS));
    await place(orders.slice(0, WARM_UP), api);
    await untilQuiet(stack);
    const [begun, before] = [performance.now(), secondsOf(miniStack.pid)];
    const accepted = await place(orders.slice(WARM_UP), api);
    await untilQuiet(stack);
    const seconds = (performance.now() - begun) / 1_000;
    const processorSeconds = secondsOf(miniStack.pid) - before;
    for (const orderId of accepted) await assertEnded(orderId, api);
    return { orders: accepted.length, seconds, processorSeconds };
  } finally {
    dynamodb.destroy();
    await project.remove();
    await miniStack.stop();
  }
}

async function place(orders: readonly RetailOrder[], api: SignedApi): Promise<string[]> {
  const accepted: string[] = [];
  const waiting = orders.values();
  const till = async (): Promise<void> => {
    for (const { body, invoiceNo } of waiting) {
      const answer = await api.post('/orders', body, `order-${invoiceNo}`);
      if (answer.status === 202) accepted.push(String(answer.body.orderId));
      else if (answer.status !== 400) throw new Error(`POST /orders answered ${answer.status} for ${invoiceNo}`);
    }
  };
  await Promise.all(Array.from({ length: TILLS }, till));
  return accepted;
}

/** Every queue was seen empty twice: once is not enough, since they are counted one by one, and a message may move behind the counter's back. */
async function untilQuiet(stack: DeployedStack): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let empty = 0; empty < 2; ) {
    const left = (await stack.queues()).filter((queue) => !queue.isDeadLetterQueue && !isEmpty(queue));
    empty = left.length === 0 ? empty + 1 : 0;
    if (Date.now() > deadline) throw new Error(`still at work: ${left.map(({ name }) => name).join(', ')}`);
    if (empty < 2) await sleep(COUNT_EVERY_MS);
  }
}

async function assertEnded(orderId: string, api: SignedApi): Promise<void> {
  const { body } = await api.get(`/orders/${orderId}`);
  if (body.status !== undefined && hasEnded(body.status as OrderStatus)) return;
  throw new Error(`order ${orderId} is ${body.status} although every queue is empty`);
}
