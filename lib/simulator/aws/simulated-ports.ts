/** The AWS clients of one process, over a network on which requests and answers may get lost. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../aws/aws-error.ts';
import type { BatchFailure, CancellationReason, DynamoDb, Item, Sns, Sqs } from '../../aws/ports.ts';
import { attributeOf } from '../../local/sqs-event.ts';
import type { Strikes } from '../fate.ts';
import { type Call, Later, network, type Route, type Surroundings } from '../network.ts';
import type { Sandbox } from '../sandbox.ts';
import { cancelled } from './conditions.ts';
import type { ContendedDynamoDb } from './contended-dynamodb.ts';
import { refusal } from './refusal.ts';
import type { SimulatedDynamoDb } from './simulated-dynamodb.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { SimulatedTopics } from './simulated-topics.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MAX_SQS_ENTRIES = 10;

export interface SimulatedAws {
  readonly dynamoDb: ContendedDynamoDb;
  readonly topics: SimulatedTopics;
  /** By URL, which is its name here. */
  readonly queues: ReadonlyMap<string, SimulatedQueue>;
}

export interface Clients {
  readonly dynamoDb: DynamoDb;
  readonly sns: Sns;
  readonly sqs: Sqs;
}

/** The clients of the processes of `caller`. */
export function simulatedClients(
  caller: string,
  aws: SimulatedAws,
  surroundings: Surroundings,
): (sandbox: Sandbox) => Clients {
  const { fate } = surroundings;
  const conflicts = fate.at('conflicts', caller);
  const failsPartly = {
    dynamoDb: fate.at('partial failures', `${caller}/DynamoDB`),
    sns: fate.at('partial failures', `${caller}/SNS`),
    sqs: fate.at('partial failures', `${caller}/SQS`),
  };
  const way = (service: string) => network(caller, awsRoute(service), surroundings);
  const [toDynamoDb, toSns, toSqs] = [way('DynamoDB'), way('SNS'), way('SQS')];
  return (sandbox) => ({
    dynamoDb: dynamoDbClient(aws.dynamoDb, toDynamoDb(sandbox), conflicts, failsPartly.dynamoDb),
    sns: snsClient(aws.topics, toSns(sandbox), failsPartly.sns),
    sqs: sqsClient(aws.queues, toSqs(sandbox), failsPartly.sqs),
  });
}

/** As the transport of `lib/aws` is: what is not answered is sent again. */
function awsRoute(service: string): Route {
  return {
    service,
    refused: () => refusal('ThrottlingException', 'Rate exceeded'),
    unanswered: () => Object.assign(new Error('no answer'), { name: 'TimeoutError' }),
    isRetried: true,
  };
}

/** Tables without a network before them: every request arrives and is answered at once. */
export function directDynamoDb(dynamoDb: SimulatedDynamoDb): DynamoDb {
  return {
    getItem: async (input) => dynamoDb.getItem(input),
    batchGetItem: async (input) => dynamoDb.batchGetItem(input),
    query: async (input) => ({ ...dynamoDb.query(input), LastEvaluatedKey: undefined }),
    putItem: async (input) => dynamoDb.putItem(input),
    batchExecuteStatement: async (input) => dynamoDb.batchExecuteStatement(input),
    transactWriteItems: async (input) => dynamoDb.transactWriteItems(input),
  };
}

function dynamoDbClient(dynamoDb: ContendedDynamoDb, call: Call, conflicts: Strikes, failsPartly: Strikes): DynamoDb {
  return {
    getItem: (input) =>
      call(
        'GetItem',
        () => dynamoDb.getItem(input),
        () => textOf(input.TableName, input.Key),
      ),
    batchGetItem: (input) =>
      call(
        'BatchGetItem',
        () => dynamoDb.batchGetItem(input, failsPartly),
        () =>
          Object.entries(input.RequestItems ?? {})
            .map(keysText)
            .join(', '),
      ),
    query: (input) =>
      call(
        'Query',
        () => ({ ...dynamoDb.query(input), LastEvaluatedKey: undefined }),
        () => `${input.TableName}`,
      ),
    putItem: (input) =>
      call(
        'PutItem',
        () => {
          if (conflicts()) throw refusal('TransactionConflictException', 'in conflict');
          return dynamoDb.putItem(input);
        },
        () => textOf(input.TableName, input.Item),
      ),
    batchExecuteStatement: (input) =>
      call(
        'BatchExecuteStatement',
        () => dynamoDb.batchExecuteStatement(input, failsPartly),
        () => (input.Statements ?? []).map(({ Parameters = [] }) => Parameters[0]?.S).join(', '),
      ),
    transactWriteItems: (input) => {
      // Its token makes a request that is sent again the same request.
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
      let answered: object | undefined;
      return call(
        'TransactWriteItems',
        () => {
          if (answered !== undefined) return answered;
          if (conflicts()) throw cancelled(inConflict(input.TransactItems?.length ?? 0));
          const transaction = dynamoDb.transactWriteItems(input);
          return new Later<object>((answer) =>
            transaction.begin((outcome) =>
              answer(() => {
                answered = outcome();
                return answered;
              }),
            ),
          );
        },
        () => (input.TransactItems ?? []).map(actionText).join(' + '),
      );
    },
  };
}

/** Table, key and version: what an item is told from others by. */
function textOf(table: string | undefined, item: Item = {}): string {
  const version = item.version === undefined ? '' : ` at version ${item.version.N}`;
  return `${table} ${item.subject?.S ?? item.key?.S}${version}`;
}

function keysText([table, { Keys = [] }]: [string, { readonly Keys?: readonly Item[] | undefined }]): string {
  return Keys.map((key) => textOf(table, key)).join(', ');
}

function actionText({ Put, Update }: TransactWriteItem): string {
  return Put === undefined ? textOf(Update?.TableName, Update?.Key) : textOf(Put.TableName, Put.Item);
}

/** Any of the items may be the one that another transaction holds; that it is the last shows that all reasons are read. */
function inConflict(actions: number): CancellationReason[] {
  return Array.from({ length: actions }, (_, index) => ({
    Code: index === actions - 1 ? 'TransactionConflict' : 'None',
  }));
}

function snsClient(topics: SimulatedTopics, call: Call, failsPartly: Strikes): Sns {
  return {
    publishBatch: (input) =>
      call(
        'PublishBatch',
        () => topics.publishBatch(input, failsPartly),
        () => `${input.TopicArn}`,
      ),
  };
}

function sqsClient(queues: ReadonlyMap<string, SimulatedQueue>, call: Call, failsPartly: Strikes): Sqs {
  const queueAt = (url = ''): SimulatedQueue => {
    const queue = queues.get(url);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `there is no queue ${url}`, { status: 400 });
    return queue;
  };
  const each = <Entry extends { Id?: string | undefined }>(
    entries: readonly Entry[] = [],
    act: (entry: Entry) => void,
  ): { Failed: BatchFailure[] } => {
    if (entries.length > MAX_SQS_ENTRIES) {
      throw new AwsError('TooManyEntriesInBatchRequest', `${entries.length} entries`, { status: 400 });
    }
    return { Failed: entries.flatMap((entry) => failureOf(entry, act, failsPartly)) };
  };
  return {
    sendMessageBatch: ({ QueueUrl, Entries }) =>
      call('SendMessageBatch', () =>
        each(Entries, ({ MessageBody = '', MessageAttributes = {} }) => {
          const attributes = Object.entries(MessageAttributes).map(([name, value]) => [name, attributeOf(value)]);
          queueAt(QueueUrl).send(MessageBody, Object.fromEntries(attributes));
        }),
      ),
    changeMessageVisibilityBatch: ({ QueueUrl, Entries }) =>
      call('ChangeMessageVisibilityBatch', () =>
        each(Entries, ({ ReceiptHandle = '', VisibilityTimeout = 0 }) =>
          queueAt(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout),
        ),
      ),
  };
}

function failureOf<Entry extends { Id?: string | undefined }>(
  entry: Entry,
  act: (entry: Entry) => void,
  failsPartly: Strikes,
): BatchFailure[] {
  if (failsPartly()) return [{ Id: entry.Id, Code: 'InternalError' }];
  try {
    act(entry);
    return [];
  } catch (error) {
    return [{ Id: entry.Id, Code: error instanceof AwsError ? error.name : 'InternalError' }];
  }
}
