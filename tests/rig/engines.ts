/** The embedded engines as tests use them: one of each per test file, and tables of a test's own. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IndexDeclaration } from '../../lib/lambda/service.ts';
import { startDynamoDb } from '../../lib/local/engines/dynamodb.ts';
import type { Engine } from '../../lib/local/engines/engine.ts';
import { type Engines, sdkEnvironment, startEngines } from '../../lib/local/engines/engines.ts';

export const REGION = 'eu-west-1';

/** Starts them, and makes this process's AWS clients talk to them. */
export async function startTestEngines(): Promise<Engines> {
  const embedded = await startEngines(REGION);
  const engines = { ...embedded, endpoints: { ...embedded.endpoints, ...anotherDynamoDb() } };
  Object.assign(process.env, sdkEnvironment(REGION, engines.endpoints));
  return engines;
}

/** DynamoDB alone. */
export async function startTestDynamoDb(): Promise<Engine> {
  const { dynamodb } = anotherDynamoDb();
  if (dynamodb === undefined) return startDynamoDb();
  return { endpoint: dynamodb, published: dynamodb, stop: async () => undefined };
}

/** The rehearsal has the same tests run on a DynamoDB that is not ours. */
function anotherDynamoDb(): { readonly dynamodb?: string } {
  const endpoint = process.env.TEST_DYNAMODB_ENDPOINT;
  return endpoint === undefined ? {} : { dynamodb: endpoint };
}

/** A table with a partition key, and indexes on it if there are any. */
export async function createTable(
  client: DynamoDBClient,
  TableName: string,
  key: string,
  indexes: Readonly<Record<string, IndexDeclaration>> = {},
): Promise<void> {
  const keysOf = ({ partitionKey, sortKey }: IndexDeclaration) => [partitionKey, ...(sortKey ? [sortKey] : [])];
  const attributes = new Set([key, ...Object.values(indexes).flatMap(keysOf)]);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      ...(Object.keys(indexes).length > 0 && {
        GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
          IndexName,
          KeySchema: keysOf(index).map((name, place) => ({
            AttributeName: name,
            KeyType: place === 0 ? ('HASH' as const) : ('RANGE' as const),
          })),
          Projection: { ProjectionType: 'ALL' as const },
        })),
      }),
    }),
  );
}
