/** The embedded engines as tests use them: one of each per test file, and tables of a test's own. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Engines, sdkEnvironment, startEngines } from '../lib/local/engines/engines.ts';

export const REGION = 'eu-west-1';

/** Starts them, and makes this process's AWS clients talk to them. */
export async function startTestEngines(): Promise<Engines> {
  const engines = await startEngines(REGION);
  Object.assign(process.env, sdkEnvironment(REGION, engines.endpoints));
  return engines;
}

/** A table with nothing but a partition key. */
export async function createTable(client: DynamoDBClient, TableName: string, key: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    }),
  );
}
