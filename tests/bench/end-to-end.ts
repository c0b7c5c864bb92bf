/** Bench `end-to-end`: orders per second through all seven services, on the embedded runtime and, the same deployment, on MiniStack. */
import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { hasEnded, type OrderStatus } from '../../events/order-status.ts';
import { type RetailOrder, readOnlineRetail } from '../../resources/load/online-retail.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { stockTableOf } from '../demo/snapshot.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { forMiniStack } from '../deploy/differences.ts';
import { startMiniStack } from '../deploy/ministack.ts';
import { SignedApi } from '../deploy/signed-api.ts';
import { until } from '../lib/local/until.ts';
import { copyOfProject } from '../resources/project.ts';
import { ROOT } from './contenders.ts';
import type { Scenario } from './scenario.ts';

const STAGE = 'bench';
const REGION = 'eu-west-1';
const ORDERS = 60;
const UNITS = 1_000_000;
/** Requests to the API at once, as the demo has it. */
const CLIENTS = 8;
const PATIENCE_MS = 300_000;
const DEMO_ORDERS = join(ROOT, 'resources', 'load', 'orders.csv');

export async function endToEndBench(): Promise<Scenario> {
  const embedded = await onEmbeddedRuntime();
  const miniStack = await onMiniStack();
  const ratio = embedded.ordersPerSecond / miniStack.ordersPerSecond;
  const text = [
    '|                   | orders | seconds | orders per second |',
    '| ----------------- | -----: | ------: | ----------------: |',
    rowOf('embedded runtime', embedded),
    rowOf('MiniStack', miniStack),
    '',
    `${ratio.toFixed(1)} times as many`,
    '',
  ].join('\n');
  return { text, json: { embedded, miniStack, ratio }, pictures: {} };
}

interface Throughput {
  readonly orders: number;
  readonly seconds: number;
  readonly ordersPerSecond: number;
}

function rowOf(name: string, { orders, seconds, ordersPerSecond }: Throughput): string {
  const cells = [String(orders).padStart(6), seconds.toFixed(1).padStart(7), ordersPerSecond.toFixed(1).padStart(17)];
  return `| ${name.padEnd(17)} | ${cells.join(' | ')} |`;
}

/** The demo, as anybody runs it: from the first order sent until every message is dealt with. */
async function onEmbeddedRuntime(): Promise<Throughput> {
  const demo = join(ROOT, 'tests', 'demo', 'demo.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [demo, '--json'], { cwd: ROOT });
  const { orders, seconds, ordersPerSecond } = JSON.parse(stdout);
  return { orders: orders.accepted, seconds, ordersPerSecond };
}

/** The same template and bundles, by the real `serverless deploy`: from the first order sent until the last has ended. */
async function onMiniStack(): Promise<Throughput> {
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
    const orders = await demoOrders();
    await fillShelves(dynamodb, stockTableOf(stack), shelvesFor(orders, UNITS));
    const begun = performance.now();
    const accepted = await place(orders, api);
    for (const orderId of accepted) await until(() => hasComeToAnEnd(orderId, api), PATIENCE_MS);
    const seconds = (performance.now() - begun) / 1_000;
    return { orders: accepted.length, seconds, ordersPerSecond: accepted.length / seconds };
  } finally {
    dynamodb.destroy();
    await project.remove();
    await miniStack.stop();
  }
}

async function demoOrders(): Promise<readonly RetailOrder[]> {
  const text = await readFile(DEMO_ORDERS, 'utf8');
  return readOnlineRetail(text, () => ({ paymentToken: 'pm_card_visa' })).orders.slice(0, ORDERS);
}

async function place(orders: readonly RetailOrder[], api: SignedApi): Promise<string[]> {
  const accepted: string[] = [];
  const waiting = orders.values();
  const client = async (): Promise<void> => {
    for (const { body, invoiceNo } of waiting) {
      const answer = await api.post('/orders', body, `order-${invoiceNo}`);
      if (answer.status === 202) accepted.push(String(answer.body.orderId));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return accepted;
}

async function hasComeToAnEnd(orderId: string, api: SignedApi): Promise<boolean> {
  const { body } = await api.get(`/orders/${orderId}`);
  return body.status !== undefined && hasEnded(body.status as OrderStatus);
}
