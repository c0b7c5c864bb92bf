/**
 * The rehearsal: the real `serverless deploy`, its API, its functions and its queues, on an AWS that nobody here wrote. With
 * credentials of AWS in the environment and no `AWS_ENDPOINT_URL`, it runs on a real account (docs/rehearsal.md says what that costs).
 */
import { randomUUID } from 'node:crypto';
import { appendFile, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { hasEnded, type OrderStatus } from '../../handlers/orders/order-status.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';
import { type RetailOrder, readOnlineRetail } from '../../resources/load/online-retail.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { idOf } from '../../resources/stack/names.ts';
import { topology } from '../../resources/topology.ts';
import { reportOf } from '../demo/report.ts';
import { stockTableOf, takeSnapshot } from '../demo/snapshot.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';
import { until } from '../rig/until.ts';
import { type DeployedStack, deployedStack } from './deployed-stack.ts';
import { forMiniStack } from './differences.ts';
import { type MiniStack, startMiniStack } from './ministack.ts';
import { openedConsole } from './opened-console.ts';
import { SignedApi } from './signed-api.ts';

const STAGE = 'rehearsal';
const REGION = 'eu-west-1';
const ORDERS = 30;
const UNITS = 40;
const PATIENCE_MS = 180_000;

/** Who redrives, where queues ask. MiniStack evaluates no policies. */
const OPERATORS = process.env.OPERATORS ? ['--param', `operators=${process.env.OPERATORS}`] : [];

const isReal = process.env.AWS_ENDPOINT_URL === undefined && process.env.AWS_ACCESS_KEY_ID !== undefined;

let miniStack: MiniStack | undefined;
let project: Project;
let stack: DeployedStack;
let api: SignedApi;
let dynamodb: DynamoDBClient;
const accepted = new Map<string, RetailOrder>();

beforeAll(async () => {
  process.env.AWS_REGION = REGION;
  if (!isReal) {
    miniStack = await startMiniStack();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: miniStack.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  }
  project = await copyOfProject(isReal ? (yaml) => yaml : forMiniStack, 'real');
  await symlink(join(import.meta.dirname, 'differences.ts'), join(project.directory, 'differences.ts'));
  dynamodb = new DynamoDBClient();
});
afterAll(async () => {
  // Whatever failed: on a real account nothing should be left that costs money.
  await project.serverless('remove', '--stage', STAGE);
  dynamodb.destroy();
  await project.remove();
  await miniStack?.stop();
});

/** Changes the code of these services. */
async function change(...services: readonly string[]): Promise<void> {
  for (const service of services) {
    const file = join(project.directory, 'handlers', service, 'handler.ts');
    await appendFile(file, `export const change${randomUUID().slice(0, 8)} = 1;\n`);
  }
}

/** The version of a deployed function, by its key. */
async function versionOf(name: string): Promise<string> {
  const lambda = new LambdaClient();
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: stack.resolve(idOf.function(name)).ref }),
  );
  lambda.destroy();
  return Environment?.Variables?.CODE_VERSION ?? 'none';
}

/** Every key in the deployment bucket. */
async function uploaded(): Promise<string[]> {
  const s3 = new S3Client({ forcePathStyle: !isReal });
  const keys: string[] = [];
  const Bucket = stack.resolve('ServerlessDeploymentBucket').ref;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  }
  s3.destroy();
  return keys;
}

const codeIn = (keys: readonly string[]) => keys.filter((key) => key.includes('/code/'));

/** Throws what the command said when it fails. */
async function serverless(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.serverless(...args);
  if (exitCode !== 0) throw new Error(`serverless ${args.join(' ')} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}

async function ordersOf(from: number, count: number): Promise<RetailOrder[]> {
  const file = new URL('../../resources/load/orders.csv', import.meta.url);
  const { orders } = readOnlineRetail(await readFile(file, 'utf8'), (position) => ({
    paymentToken: position % 7 === 6 ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa',
  }));
  return orders.slice(from, from + count);
}

/** Places orders through the deployed API; what it refuses is none of ours. */
async function place(orders: readonly RetailOrder[]): Promise<void> {
  for (const order of orders) {
    const { status, body } = await api.post('/orders', order.body, `invoice-${order.invoiceNo}`);
    if (status === 202) accepted.set(String(body.orderId), order);
    else expect(status).toBe(400);
  }
}

async function untilEnded(): Promise<void> {
  const isOver = async (orderId: string) => {
    const { body } = await api.get(`/orders/${orderId}`);
    return body.status !== undefined && hasEnded(body.status as OrderStatus);
  };
  for (const orderId of accepted.keys()) await until(() => isOver(orderId), PATIENCE_MS);
}

async function measure(Namespace: string, MetricName: string, Name: string, Value: string, sum: number): Promise<void> {
  const cloudwatch = new CloudWatchClient();
  const Timestamp = new Date(Date.now() - 60_000);
  const MetricData = [{ MetricName, Dimensions: [{ Name, Value }], Value: sum, Timestamp }];
  await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  cloudwatch.destroy();
}

async function depthOf(logicalId: string): Promise<number> {
  const queue = (await stack.queues()).find((one) => one.logicalId === logicalId);
  return (queue?.visible ?? 0) + (queue?.inFlight ?? 0);
}

describe('a stack deployed by `serverless deploy`', () => {
  it('comes up whole, and lets nobody in who has not signed', async () => {
    // In two steps, as the workflow does it: by one job without credentials, and one with them.
    await serverless('package', '--stage', STAGE, ...OPERATORS);
    await rename(join(project.directory, '.serverless'), join(project.directory, 'package'));
    await serverless('deploy', '--stage', STAGE, '--package', 'package', ...OPERATORS);
    stack = await deployedStack(`fanfare-${STAGE}`);
    api = new SignedApi(stack.resolve('HttpApi').ref, REGION, miniStack?.endpoint);
    expect(stack.resources.size).toBeGreaterThan(150);
    if (miniStack !== undefined) {
      const host = `${stack.resolve('HttpApi').ref}.execute-api.localhost`;
      const answer = await fetch(`${miniStack.endpoint}/orders/x`, { headers: { host } });
      expect(answer.status).toBeGreaterThanOrEqual(403);
    }
  });

  it('brings every order to its end, and every invariant of the demo holds in its tables', async () => {
    const shelves = shelvesFor(await ordersOf(0, 2 * ORDERS), UNITS);
    await fillShelves(dynamodb, stockTableOf(stack), shelves);
    await place(await ordersOf(0, ORDERS));
    await untilEnded();

    // An update of every function while orders are on their way.
    await change(...topology.map(({ name }) => name));
    const deploying = serverless('deploy', '--stage', STAGE, ...OPERATORS);
    await place(await ordersOf(ORDERS, ORDERS));
    await deploying;
    await untilEnded();
    await until(
      async () => (await stack.queues()).every(({ visible, inFlight }) => visible + inFlight === 0),
      PATIENCE_MS,
    );

    await serverless('invoke', '--stage', STAGE, '--function', 'forecastingRollUp');
    const offered: Offered = { accepted, rejected: [] };
    const snapshot = await takeSnapshot(stack, dynamodb, shelves);
    const { invariants, orders } = reportOf({ cancellations: 0, offered, snapshot, counts: {}, seconds: 1 });
    expect(invariants.filter(({ holds }) => !holds)).toEqual([]);
    expect(orders.open).toBe(0);
    expect(orders.shipped).toBeGreaterThan(10);
    expect(orders.declined).toBeGreaterThan(3);
  });

  it('sets a poisonous message aside with its reason, and deals with it once it was mended and redriven', async () => {
    const example = exampleEvent('payment.captured');
    const event = {
      ...example,
      id: randomUUID(),
      subject: randomUUID(),
      data: { ...(example.data as object), amountMinor: -1 },
    };
    const sns = new SNSClient();
    await sns.send(
      new PublishCommand({ TopicArn: stack.resolve('PaymentCapturedTopic').ref, Message: JSON.stringify(event) }),
    );
    sns.destroy();
    await until(async () => (await depthOf('RewardsDlq')) === 1, PATIENCE_MS);
    const list = JSON.parse(await serverless('dlq', 'list', '--service', 'rewards', '--stage', STAGE, '--json'));
    expect(list.queues[0].groups).toMatchObject([{ class: 'InvalidEventData', messages: 1 }]);

    const peeked = JSON.parse(await serverless('dlq', 'peek', '--service', 'rewards', '--stage', STAGE, '--json'));
    expect(peeked.letters[0].cause.version).toBe(await versionOf('rewards'));

    const patch = join(project.directory, 'patch.json');
    await writeFile(patch, JSON.stringify([{ op: 'replace', path: '/data/amountMinor', value: 500 }]));
    await serverless('dlq', 'edit', '--service', 'rewards', '--id', event.id, '--patch', patch, '--stage', STAGE);
    await until(async () => (await depthOf('RewardsDlq')) + (await depthOf('RewardsQueue')) === 0, PATIENCE_MS);

    // The others have it as it was: a redrive brings it to their DLQ again, by the same road, and loses nothing.
    const redriven = await serverless('dlq', 'redrive', '--service', 'invoice', '--stage', STAGE, '--json');
    expect(JSON.parse(redriven).redriven).toMatchObject([{ redriven: 1, end: 'done' }]);
    await until(async () => (await depthOf('InvoiceDlq')) === 1 && (await depthOf('InvoiceQueue')) === 0, PATIENCE_MS);
  });

  it('is updated in one service alone, and rolled back to the code that was kept', async () => {
    const before = { rewards: await versionOf('rewards'), payment: await versionOf('payment'), keys: await uploaded() };
    await change('rewards');
    await serverless('deploy', '--stage', STAGE, ...OPERATORS);
    const added = codeIn(await uploaded()).filter((key) => !before.keys.includes(key));
    expect(added).toEqual([expect.stringMatching(/\/rewards\.zip$/)]);
    expect(await versionOf('rewards')).not.toBe(before.rewards);
    expect(await versionOf('payment')).toBe(before.payment);

    const [timestamp = ''] = before.keys
      .flatMap((key) => /\/(\d+)-[^/]+\/compiled/.exec(key)?.[1] ?? [])
      .sort()
      .slice(-1);
    await serverless('rollback', '--stage', STAGE, '--timestamp', timestamp);
    expect(await versionOf('rewards')).toBe(before.rewards);
  });

  it('is watched in the console: orders by SQS, DynamoDB and CloudWatch, dead letters, and nothing changed when it is read-only', async () => {
    // MiniStack counts no metrics of its own; AWS does, and lets nobody write them.
    if (!isReal)
      await measure('AWS/SNS', 'NumberOfMessagesPublished', 'TopicName', `fanfare-${STAGE}-order-placed`, 120);
    const opened = await openedConsole(project.begin('console', '--stage', STAGE, '--read-only'));
    try {
      const { hello, sample } = await opened.look();
      expect(hello).toMatchObject({ stage: STAGE, isLocal: false, isReadOnly: true });
      expect(sample.services.invoice).toMatchObject({ waiting: 0, dead: 1 });
      if (!isReal) {
        expect(sample.published['order.placed']).toBe(2);
        expect(sample.metricsAgeSeconds).toBeGreaterThanOrEqual(0);
      }

      const [[orderId, order] = []] = accepted;
      const found = await opened.ask('orders/search', { text: order?.body.customerId });
      expect(found.document.orders).toContainEqual(expect.objectContaining({ orderId, customerId: '•••' }));
      const { document: page } = await opened.ask('orders/order', { id: orderId });
      expect(page).toMatchObject({ orderId, hasEnded: true, waiting: [] });

      const { document: logs } = await opened.ask('orders/logs', { id: orderId, from: page.placedAt });
      expect(logs.attempts).toContainEqual({
        service: 'payment',
        subject: orderId,
        time: expect.stringMatching(/^\d{4}-/),
        eventType: 'order.placed',
        attempt: 1,
        outcome: 'handled',
        code: null,
        reason: null,
      });

      const { document: dead } = await opened.ask('dead-letters/list', { service: 'invoice' });
      expect(dead.queues).toMatchObject([
        { service: 'invoice', kind: 'consumer', messages: 1 },
        { service: 'invoice', kind: 'delivery', messages: 0 },
      ]);
      expect((await opened.ask('dead-letters/redrive', { service: 'invoice' })).status).toBe(403);
    } finally {
      expect(await opened.close()).toBe(0);
    }
  });

  it('is removed without a trace, but for tables and queues where data is to be kept', async () => {
    const keeping = 'kept';
    await serverless(
      'deploy',
      '--stage',
      keeping,
      '--param',
      'keepData=true',
      '--param',
      'allowSandboxes=payment,shipping',
    );
    await serverless('remove', '--stage', keeping);
    const table = `fanfare-${keeping}-payment`;
    expect((await dynamodb.send(new DescribeTableCommand({ TableName: table }))).Table?.TableName).toBe(table);

    await serverless('remove', '--stage', STAGE);
    const gone = dynamodb.send(new DescribeTableCommand({ TableName: `fanfare-${STAGE}-payment` }));
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
