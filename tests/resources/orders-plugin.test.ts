import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { indexedWhileOpen } from '../../handlers/orders/overdue.ts';
import { service } from '../../handlers/orders/service.ts';
import { dynamoDbPort } from '../../lib/aws/sdk-port.ts';
import { startDynamoDb } from '../../lib/local/engines/dynamodb.ts';
import type { Engine } from '../../lib/local/engines/engine.ts';
import { sdkEnvironment } from '../../lib/local/engines/engines.ts';
import { announceRunning } from '../../lib/local/running-system.ts';
import { dynamoDbStore } from '../../lib/store/dynamodb-store.ts';
import { createTable, REGION } from '../rig/engines.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';

const TABLE = 'fanfare-local-orders';
const LONG_AGO = '2026-01-31T12:00:00.000Z';

let engine: Engine;
let client: DynamoDBClient;
let project: Project;

beforeAll(async () => {
  engine = await startDynamoDb();
  const endpoints = { sns: '', sqs: '', dynamodb: engine.endpoint, lambda: '' };
  Object.assign(process.env, sdkEnvironment(REGION, endpoints));
  client = new DynamoDBClient();
  await createTable(client, TABLE, 'subject', service.indexes);
  project = await copyOfProject();
  await announceRunning(project.directory, { pid: process.pid, apiUrl: '', region: REGION, endpoints });
});
afterAll(async () => {
  client.destroy();
  await project.remove();
  await engine.stop();
});

async function keep(orderId: string, time: string, ...types: readonly ('order.placed' | 'shipment.dispatched')[]) {
  const facts = { events: types.map((type) => ({ type, time })) };
  await dynamoDbStore(dynamoDbPort(client), TABLE, (name) => name).commit({
    next: { subject: orderId, version: 1, facts, inbox: ['a'], outbox: {} },
    indexed: indexedWhileOpen(facts, orderId),
    join: [],
  });
}

describe('serverless orders overdue', () => {
  it('exits with 0 and says so when every order came to its end', async () => {
    await keep('shipped', LONG_AGO, 'order.placed', 'shipment.dispatched');
    const { exitCode, stdout } = await project.serverless('orders', 'overdue');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'No order has been open for more than 60 minutes.\n' });
  });

  it('lists the open orders, the oldest first, and exits with 3', async () => {
    await keep('stuck', '2026-01-31T13:00:00.000Z', 'order.placed');
    await keep('older', LONG_AGO, 'order.placed');
    await keep('fresh', new Date().toISOString(), 'order.placed');
    const { exitCode, stdout } = await project.serverless('orders', 'overdue', '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).overdue).toEqual([
      { orderId: 'older', openSince: LONG_AGO },
      { orderId: 'stuck', openSince: '2026-01-31T13:00:00.000Z' },
    ]);
    const text = await project.serverless('orders', 'overdue');
    expect(text.stdout).toContain('older  open since 2026-01-31T12:00:00.000Z');
    expect(text.stdout).toContain('docs/runbook.md#orders-overdue');
  });

  it('takes any limit, and refuses what is none', async () => {
    const refused = await project.serverless('orders', 'overdue', '--minutes', 'soon');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('--minutes is "soon"; it must be a whole number from 0 to 5256000');
  });
});
