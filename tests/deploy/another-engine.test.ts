/** The pipeline's integration tests on a DynamoDB that nobody here wrote: MiniStack's, by endpoint alone. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { startMiniStack } from './ministack.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TESTS = [
  'tests/lib/store',
  'tests/lib/consumer/pipeline',
  'tests/handlers/fulfillment/contention',
  'tests/handlers/forecasting/roll-up',
  'tests/handlers/invoice',
  'tests/handlers/orders',
  'tests/handlers/rewards',
];
/**
 * MiniStack reports no capacity for the entries of an index, where DynamoDB charges a write for each
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes), and fails with
 * an InternalError on keys that DynamoDB refuses as not valid.
 */
const BUT_WHERE_IT_DIFFERS =
  '^(?!.*(?:write unit for its record and one for the index|refused for good, when its record has))';
const TIME_LIMIT_MS = 300_000;

function runTests(endpoint: string): Promise<{ readonly code: number; readonly output: string }> {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const selection = ['--testNamePattern', BUT_WHERE_IT_DIFFERS, ...TESTS];
  const env = { ...process.env, TEST_DYNAMODB_ENDPOINT: endpoint };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...jest, ...selection],
      { cwd: ROOT, env, timeout: TIME_LIMIT_MS },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : 1, output: `${stdout}${stderr}` });
      },
    );
  });
}

it('transactions, first contacts, indexes and duplicates mean the same there', async () => {
  const { endpoint, stop } = await startMiniStack();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamodb = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  try {
    const { code, output } = await runTests(endpoint);
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    // They were there, and nowhere else.
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
    expect(TableNames.filter((name) => name.endsWith('-invoice')).length).toBeGreaterThan(3);
  } finally {
    dynamodb.destroy();
    await stop();
  }
});
