/** The ports over the lean transport: one client per service and process, kept warm; region, endpoint and credentials from the environment. */
import { randomUUID } from 'node:crypto';
import type {
  BatchExecuteStatementCommandOutput,
  BatchGetItemCommandOutput,
  ConsumedCapacity,
  GetItemCommandOutput,
  PutItemCommandOutput,
  QueryCommandOutput,
  TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Metrics } from '../observability/metrics.ts';
import { endpointOf } from './environment.ts';
import { errorInJson, jsonCall } from './json-protocol.ts';
import type { BatchFailure, DynamoDb, Sns, Sqs } from './ports.ts';
import { errorInXml, failedIn, publishBatchCall } from './query-protocol.ts';
import { transport } from './transport.ts';

const CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

/** Counts requests and write units. */
type Counter = Pick<Metrics, 'add'>;

/** DynamoDB; requests and write units are counted in `metrics`. */
export function dynamoDb(metrics: Counter): DynamoDb {
  const endpoint = endpointOf('dynamodb', process.env);
  const send = transport('dynamodb', errorInJson);
  const call = async <Output>(operation: string, input: object): Promise<Output> =>
    JSON.parse(await send(jsonCall(endpoint, `DynamoDB_20120810.${operation}`, input)));
  const read = <Output>(operation: string, input: object): Promise<Output> => {
    metrics.add('DynamoDBReads', 1);
    return call(operation, input);
  };
  const write = async <Output extends { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined }>(
    operation: string,
    input: object,
  ): Promise<Output> => {
    metrics.add('DynamoDBWrites', 1);
    const output = await call<Output>(operation, { ...input, ...CAPACITY });
    metrics.add('WriteUnits', unitsOf(output.ConsumedCapacity));
    return output;
  };
  return {
    getItem: (input) => read<GetItemCommandOutput>('GetItem', input),
    batchGetItem: (input) => read<BatchGetItemCommandOutput>('BatchGetItem', input),
    query: (input) => read<QueryCommandOutput>('Query', input),
    putItem: (input) => write<PutItemCommandOutput>('PutItem', input),
    batchExecuteStatement: (input) => write<BatchExecuteStatementCommandOutput>('BatchExecuteStatement', input),
    // With a token, DynamoDB knows a transaction that is sent again because its answer was lost.
    transactWriteItems: (input) =>
      write<TransactWriteItemsCommandOutput>('TransactWriteItems', { ClientRequestToken: randomUUID(), ...input }),
  };
}

export function sns(): Sns {
  const endpoint = endpointOf('sns', process.env);
  const send = transport('sns', errorInXml);
  return { publishBatch: async (input) => ({ Failed: failedIn(await send(publishBatchCall(endpoint, input))) }) };
}

export function sqs(): Sqs {
  const send = transport('sqs', errorInJson);
  const call = async (
    operation: string,
    input: { QueueUrl: string | undefined },
  ): Promise<{ Failed?: BatchFailure[] }> =>
    JSON.parse(await send(jsonCall(endpointOfQueue(input.QueueUrl), `AmazonSQS.${operation}`, input)));
  return {
    sendMessageBatch: (input) => call('SendMessageBatch', input),
    changeMessageVisibilityBatch: (input) => call('ChangeMessageVisibilityBatch', input),
  };
}

/** A queue is asked where its URL says, as the SDK does it, whatever endpoint was chosen for the service. */
function endpointOfQueue(url: string | undefined): string {
  return url === undefined ? endpointOf('sqs', process.env) : new URL(url).origin;
}

function unitsOf(capacity: ConsumedCapacity | ConsumedCapacity[] | undefined): number {
  if (capacity === undefined) return 0;
  const tables = Array.isArray(capacity) ? capacity : [capacity];
  return tables.reduce((sum, table) => sum + (table.CapacityUnits ?? 0), 0);
}
