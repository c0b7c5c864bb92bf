/** The ports by the AWS SDK: one client per service and process, kept warm; region, endpoint and credentials from the environment. */
import {
  BatchExecuteStatementCommand,
  type ConsumedCapacity,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Metrics } from '../observability/metrics.ts';
import type { DynamoDb, Sns, Sqs } from './ports.ts';

/** An attempt that takes longer is broken off and made again: a Lambda function pays for its waiting. */
const REQUEST_TIMEOUT_MS = 5_000;
const MAX_ATTEMPTS = 3;

const configuration = {
  maxAttempts: MAX_ATTEMPTS,
  requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, connectionTimeout: 1_000 },
};

const CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

/** Counts requests and write units. */
type Counter = Pick<Metrics, 'add'>;

/** DynamoDB; requests and write units are counted in `metrics`. */
export function dynamoDb(metrics: Counter): DynamoDb {
  return dynamoDbPort(new DynamoDBClient(configuration), metrics);
}

/** The port over a client that a command has made for its stage. */
export function dynamoDbPort(client: DynamoDBClient, metrics: Counter = { add: () => undefined }): DynamoDb {
  const read = async <T>(request: Promise<T>): Promise<T> => {
    metrics.add('DynamoDBReads', 1);
    return request;
  };
  const write = async <T extends { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined }>(
    request: Promise<T>,
  ): Promise<T> => {
    metrics.add('DynamoDBWrites', 1);
    const output = await request;
    metrics.add('WriteUnits', unitsOf(output.ConsumedCapacity));
    return output;
  };
  return {
    getItem: (input) => read(client.send(new GetItemCommand(input))),
    query: (input) => read(client.send(new QueryCommand(input))),
    putItem: (input) => write(client.send(new PutItemCommand({ ...input, ...CAPACITY }))),
    batchExecuteStatement: (input) => write(client.send(new BatchExecuteStatementCommand({ ...input, ...CAPACITY }))),
    transactWriteItems: (input) => write(client.send(new TransactWriteItemsCommand({ ...input, ...CAPACITY }))),
  };
}

export function sns(): Sns {
  const client = new SNSClient(configuration);
  return {
    publishBatch: async (input) => {
      const { Failed } = await client.send(new PublishBatchCommand(input));
      return { Failed: Failed?.map(({ Id, Code }) => ({ Id, Code })) };
    },
  };
}

export function sqs(): Sqs {
  const client = new SQSClient(configuration);
  const failures = (failed: readonly { Id: string | undefined; Code: string | undefined }[] | undefined) =>
    failed?.map(({ Id, Code }) => ({ Id, Code }));
  return {
    sendMessageBatch: async (input) => ({
      Failed: failures((await client.send(new SendMessageBatchCommand(input))).Failed),
    }),
    changeMessageVisibilityBatch: async (input) => ({
      Failed: failures((await client.send(new ChangeMessageVisibilityBatchCommand(input))).Failed),
    }),
  };
}

function unitsOf(capacity: ConsumedCapacity | ConsumedCapacity[] | undefined): number {
  if (capacity === undefined) return 0;
  const tables = Array.isArray(capacity) ? capacity : [capacity];
  return tables.reduce((sum, table) => sum + (table.CapacityUnits ?? 0), 0);
}
