import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { allStock, setStock, stockTable } from '../../../handlers/fulfillment/stock-command.ts';
import { startDynamoDb } from '../../../lib/local/engines/dynamodb.ts';
import type { Engine } from '../../../lib/local/engines/engine.ts';
import { sdkEnvironment } from '../../../lib/local/engines/engines.ts';
import { announceRunning } from '../../../lib/local/running-system.ts';
import { copyOfProject, type Project } from '../../rig/packaged-project.ts';
import { skuOf } from './warehouse.ts';

const REGION = 'eu-west-1';
const TABLE = 'fanfare-local-fulfillment-stock';

let engine: Engine;
let client: DynamoDBClient;
let project: Project;

beforeAll(async () => {
  engine = await startDynamoDb();
  Object.assign(process.env, sdkEnvironment(REGION, { sns: '', sqs: '', dynamodb: engine.endpoint }));
  client = new DynamoDBClient();
  project = await copyOfProject();
});
afterAll(async () => {
  client.destroy();
  await project.remove();
  await engine.stop();
});

async function createTable(TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    }),
  );
}

/** A file in the copy of the project. */
async function file(name: string, content: string): Promise<string> {
  const path = join(project.directory, name);
  await writeFile(path, content);
  return path;
}

describe('setting stock', () => {
  it('sets thousands of SKUs to their levels, whatever they were, and leaves others alone', async () => {
    await createTable('warehouse');
    const levels = Array.from({ length: 1_010 }, (_, index) => ({ sku: skuOf(index), available: index }));
    await setStock(client, 'warehouse', [{ sku: 'other', available: 7 }, ...levels]);
    await setStock(client, 'warehouse', [{ sku: skuOf(3), available: 0 }]);
    const expected = levels.map((level) => (level.sku === skuOf(3) ? { ...level, available: 0 } : level));
    expect(await allStock(client, 'warehouse')).toEqual([{ sku: 'other', available: 7 }, ...expected]);
  });

  it('shows levels aligned', () => {
    const levels = [
      { sku: '85123A', available: 5 },
      { sku: '7', available: 1_000_000_000 },
    ];
    expect(stockTable(levels)).toBe(['SKU      available', '85123A           5', '7       1000000000'].join('\n'));
  });
});

describe('serverless stock', () => {
  it('says what to do when the stage has no table', async () => {
    const stock = await file('stock.csv', 'sku,available\na,1\n');
    const refused = await project.serverless('stock', 'set', '--file', stock, '--stage', 'never-deployed');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('npx serverless deploy --stage never-deployed');
  });

  it('says what to do when nothing runs here', async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB;
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    const refused = await project.serverless('stock', 'show');
    process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('npm start');
  });

  it('sets and shows the stock of the system that runs here', async () => {
    await createTable(TABLE);
    const endpoints = { sns: '', sqs: '', dynamodb: engine.endpoint, lambda: '' };
    await announceRunning(project.directory, { pid: process.pid, apiUrl: '', region: REGION, endpoints });
    const stock = await file('stock.csv', 'sku,available\n85123A,40\n71053,0\n');

    const set = await project.serverless('stock', 'set', '--file', stock);
    expect(set.stdout).toBe(`${TABLE}: 2 SKUs set from ${stock}\n`);

    const shown = await project.serverless('stock', 'show', '--json');
    expect(JSON.parse(shown.stdout)).toEqual({
      table: TABLE,
      stock: [
        { sku: '71053', available: 0 },
        { sku: '85123A', available: 40 },
      ],
    });
    const one = await project.serverless('stock', 'show', '--sku', '85123A');
    expect(one.stdout).toBe('SKU     available\n85123A         40\n');
  });

  it('sets nothing from a file with a wrong line, and names it', async () => {
    const wrong = await file('wrong.csv', 'sku,available\nb,1\nc,x\n');
    const refused = await project.serverless('stock', 'set', '--file', wrong);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('line 3: the units available of c are "x"');
    expect(await allStock(client, TABLE)).not.toContainEqual({ sku: 'b', available: 1 });
  });
});
