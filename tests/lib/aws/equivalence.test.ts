import { createHash, createHmac } from 'node:crypto';
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { dynamoDb, sns, sqs } from '../../../lib/aws/clients.ts';
import { errorInJson } from '../../../lib/aws/json-protocol.ts';
import { errorName } from '../../../lib/aws/ports.ts';
import { RETRY_TERMS, retrying } from '../../../lib/aws/retries.ts';
import { signedHeaders } from '../../../lib/aws/transport.ts';
import type { Metrics } from '../../../lib/observability/metrics.ts';
import { type Recorded, type RecordingServer, type Scripted, startRecordingServer } from './recording-server.ts';

const ignored: Metrics = { add: () => undefined, observe: () => undefined, flush: () => undefined };
const before = { ...process.env };
let server: RecordingServer;

beforeAll(async () => {
  server = await startRecordingServer();
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: server.endpoint,
  });
});
afterAll(async () => {
  process.env = before;
  await server.stop();
});

const ok = (body = '{}'): Scripted => ({
  status: 200,
  body,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
});
const PUBLISHED =
  '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Failed><member><Id>1</Id>' +
  '<Code>InternalError</Code><SenderFault>false</SenderFault><Message>a &lt; b</Message></member></Failed><Successful>' +
  '<member><Id>0</Id><MessageId>m</MessageId></member></Successful></PublishBatchResult></PublishBatchResponse>';

const key = { TableName: 't', Key: { subject: { S: 'order-1' } } };
const keys = { RequestItems: { t: { Keys: [key.Key, { subject: { S: 'ö' } }], ConsistentRead: true } } };
const put = {
  TableName: 't',
  Item: { subject: { S: 'ö"\\\u2028' }, version: { N: '1' } },
  ConditionExpression: 'attribute_not_exists(subject)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;
const statement = { Statement: 'INSERT INTO "t" VALUE {\'subject\': ?}', Parameters: [{ S: 'a' }] };
const query = {
  TableName: 't',
  IndexName: 'i',
  KeyConditionExpression: 'a = :a',
  ExpressionAttributeValues: { ':a': { S: 'x' } },
};
const letters = () => ({
  QueueUrl: `${server.endpoint}/1/dlq`,
  Entries: [
    {
      Id: '0',
      MessageBody: 'ö',
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'a.b' },
        proof: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255, 7]) },
      },
    },
  ],
});
const visibility = () => ({
  QueueUrl: `${server.endpoint}/1/queue`,
  Entries: [{ Id: '0', ReceiptHandle: 'r', VisibilityTimeout: 9 }],
});
const events = {
  TopicArn: 'arn:aws:sns:eu-west-1:1:order-placed',
  PublishBatchRequestEntries: [
    {
      Id: '0',
      Message: '{"a":"ö &+=%*\'()!~ \u2028"}',
      MessageAttributes: { type: { DataType: 'String', StringValue: 'order.placed' } },
    },
    { Id: '1', Message: 'second' },
  ],
};

/** Each request by ours and by the SDK; `answer` is what AWS would say. */
const REQUESTS: readonly [string, Scripted, () => Promise<unknown>, () => Promise<unknown>][] = [
  ['GetItem', ok(), () => dynamoDb(ignored).getItem(key), () => new DynamoDBClient().send(new GetItemCommand(key))],
  [
    'BatchGetItem',
    ok(),
    () => dynamoDb(ignored).batchGetItem(keys),
    () => new DynamoDBClient().send(new BatchGetItemCommand(keys)),
  ],
  ['Query', ok(), () => dynamoDb(ignored).query(query), () => new DynamoDBClient().send(new QueryCommand(query))],
  ['PutItem', ok(), () => dynamoDb(ignored).putItem(put), () => new DynamoDBClient().send(new PutItemCommand(put))],
  [
    'BatchExecuteStatement',
    ok(),
    () => dynamoDb(ignored).batchExecuteStatement({ Statements: [statement] }),
    () => new DynamoDBClient().send(new BatchExecuteStatementCommand({ Statements: [statement] })),
  ],
  [
    'TransactWriteItems',
    ok(),
    () => dynamoDb(ignored).transactWriteItems({ TransactItems: [{ Put: put }] }),
    () => new DynamoDBClient().send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put }] })),
  ],
  [
    'SendMessageBatch',
    ok('{"Successful":[]}'),
    () => sqs().sendMessageBatch(letters()),
    () => new SQSClient({ md5: false }).send(new SendMessageBatchCommand(letters())),
  ],
  [
    'ChangeMessageVisibilityBatch',
    ok('{"Successful":[]}'),
    () => sqs().changeMessageVisibilityBatch(visibility()),
    () => new SQSClient().send(new ChangeMessageVisibilityBatchCommand(visibility())),
  ],
  [
    'PublishBatch',
    ok(PUBLISHED),
    () => sns().publishBatch(events),
    () => new SNSClient().send(new PublishBatchCommand(events)),
  ],
];

async function recorded(answer: Scripted, request: () => Promise<unknown>): Promise<Recorded> {
  server.answer(answer);
  await request();
  const [only, ...more] = server.take();
  if (only === undefined || more.length > 0)
    throw new Error(`expected one request, got ${more.length + (only ? 1 : 0)}`);
  return only;
}

/** What a request says, whatever the order of its fields; a transaction's token is random, and capacity is asked for by us only. */
function meaning({ path, headers, body }: Recorded) {
  const isForm = headers['content-type']?.includes('form') === true;
  const {
    ReturnConsumedCapacity: _,
    ClientRequestToken: token,
    ...said
  } = isForm ? { ...Object.fromEntries(new URLSearchParams(body)) } : JSON.parse(body);
  return { path, target: headers['x-amz-target'], type: headers['content-type'], said, hasToken: token !== undefined };
}

class NodeHash {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

describe('beside the AWS SDK', () => {
  it.each(REQUESTS)('%s says the same on the wire', async (_, answer, ours, theirs) => {
    const request = meaning(await recorded(answer, ours));
    expect(request).toEqual(meaning(await recorded(answer, theirs)));
  });

  it.each([
    ['/', 'token'],
    ['/', ''],
    ['/123456789012/payment-queue', ''],
    ["/a%20b/(c)*'!", ''],
  ])('a signature is the one that the SDK’s own signer makes, for %s with session token "%s"', async (path, token) => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const variables = { ...process.env, AWS_SESSION_TOKEN: token };
    const call = {
      endpoint: `https://sns.eu-west-1.amazonaws.com${path}`,
      headers: { 'Content-Type': 'a/b;  c=d' },
      body: 'ö=1',
    };
    const headers = signedHeaders('sns', call, variables, now);
    const { Authorization, ...unsigned } = headers;
    const signer = new SignatureV4({
      service: 'sns',
      region: 'eu-west-1',
      applyChecksum: false,
      sha256: NodeHash,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', ...(token && { sessionToken: token }) },
    });
    const request = {
      method: 'POST',
      protocol: 'https:',
      hostname: 'sns.eu-west-1.amazonaws.com',
      path,
      body: call.body,
    };
    const signed = await signer.sign({ ...request, query: {}, headers: unsigned }, { signingDate: new Date(now) });
    const inParts = (header = '') => header.split(/, ?/).sort();
    expect(inParts(Authorization)).toEqual(inParts(signed.headers.authorization));
    expect(headers['X-Amz-Security-Token']).toBe(token || undefined);
  });

  const refusal = (name: string, status = 400): Scripted => ({
    status,
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }),
    headers: { 'content-type': 'application/x-amz-json-1.0' },
  });
  it.each<[string, number, (Scripted | undefined)[]]>([
    ['a condition that did not hold is no reason to ask again', 1, [refusal('ConditionalCheckFailedException')]],
    ['nor is a wrong request', 1, [refusal('ValidationException')]],
    ['an internal error passes', 2, [refusal('InternalServerError', 500), ok()]],
    ['an unavailable service is asked four times', 4, [refusal('ServiceUnavailable', 503)]],
    ['throttling passes', 2, [refusal('ProvisionedThroughputExceededException'), ok()]],
    ['a transaction in progress passes', 2, [refusal('TransactionInProgressException'), ok()]],
    ['a broken connection is made anew', 2, [undefined, ok()]],
    ['a conflict of transactions is ours to decide on', 1, [refusal('TransactionConflictException')]],
  ])('%s', async (_, attempts, script) => {
    const outcome = async (request: () => Promise<unknown>) => {
      server.answer(...script);
      const answer = await request().then(() => 'answered', errorName);
      return { answer, attempts: server.take().length };
    };
    const ours = await outcome(() => dynamoDb(ignored).getItem(key));
    expect(ours.attempts).toBe(attempts);
    expect(ours).toEqual(await outcome(() => new DynamoDBClient().send(new GetItemCommand(key))));
  });
});

describe('the terms of retries', () => {
  const CLIENTS = { dynamodb: DynamoDBClient, sns: SNSClient, sqs: SQSClient } as const;

  it.each(['dynamodb', 'sns', 'sqs'] as const)('of %s are those that the SDK has by itself', async (service) => {
    const { maxAttempts, transientBaseMs } = RETRY_TERMS[service];
    const strategy = await new CLIENTS[service]().config.retryStrategy();
    expect(strategy).toMatchObject({ baseDelay: transientBaseMs });
    expect(await Reflect.get(strategy, 'maxAttempts').call(strategy)).toBe(maxAttempts);
  });

  it.each([
    ['longer than the delay', 2_000, 2_000],
    ['shorter than the delay', 3, 25],
    ['by more than five seconds longer than the delay', 60_000, 5_025],
    ['in no number', 'soon', 25],
  ])('a time that AWS asks for, %s, is kept to within bounds', async (_, asked, waited) => {
    const waits: number[] = [];
    const retry = retrying(RETRY_TERMS.dynamodb, {
      random: () => 1,
      sleep: async (milliseconds) => void waits.push(milliseconds),
    });
    const headers = { 'x-amz-retry-after': String(asked) };
    const answers = [errorInJson({ status: 503, headers, body: '{}' })];
    await retry(async () => {
      const error = answers.pop();
      if (error !== undefined) throw error;
    });
    expect(waits).toEqual([waited]);
  });
});

describe('what AWS answers', () => {
  it('names the entries that SNS did not take', async () => {
    server.answer(ok(PUBLISHED));
    expect(await sns().publishBatch(events)).toEqual({
      Failed: [expect.objectContaining({ Id: '1', Code: 'InternalError' })],
    });
  });

  it('is an error under SNS’s own name for it', async () => {
    server.answer({
      status: 404,
      body: '<ErrorResponse><Error><Code>NotFound</Code><Message>no</Message></Error></ErrorResponse>',
    });
    await expect(sns().publishBatch(events)).rejects.toMatchObject({ name: 'NotFound', message: 'no', status: 404 });
  });

  it('hands over the item that stood in the way', async () => {
    const body = JSON.stringify({
      __type: 'x#ConditionalCheckFailedException',
      message: 'no',
      Item: { subject: { S: 'a' } },
    });
    server.answer({ status: 400, body });
    await expect(dynamoDb(ignored).putItem(put)).rejects.toMatchObject({ Item: { subject: { S: 'a' } } });
  });

  it('is understood as far as possible when it is not of AWS at all', async () => {
    server.answer({ status: 403, body: '<html>a proxy</html>' });
    await expect(dynamoDb(ignored).getItem(key)).rejects.toMatchObject({ name: 'UnknownError', status: 403 });
    server.take();
  });
});

describe('who asks, and when', () => {
  it('new credentials count from the next request on', async () => {
    const client = dynamoDb(ignored);
    server.answer(ok());
    server.take();
    await client.getItem(key);
    process.env.AWS_ACCESS_KEY_ID = 'AKIDNEW';
    await client.getItem(key);
    process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
    const askers = server.take().map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1]);
    expect(askers).toEqual(['AKIDEXAMPLE', 'AKIDNEW']);
  });

  it('a wrong clock is set by what AWS says the time is', async () => {
    const skewed = {
      ...refused('RequestTimeTooSkewed'),
      headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
    };
    server.answer(skewed, ok());
    await dynamoDb(ignored).getItem(key);
    const [first, second] = server.take().map(({ headers }) => String(headers['x-amz-date']));
    expect(Number(second?.slice(0, 8) + (second?.slice(9, 15) ?? ''))).toBeGreaterThan(
      Number(first?.slice(0, 8) + (first?.slice(9, 15) ?? '')),
    );
  });

  it('a trace goes on, so that Lambda sees a loop', async () => {
    Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: 'f', _X_AMZN_TRACE_ID: 'Root=1-2-3' });
    const { headers } = await recorded(ok(), () => dynamoDb(ignored).getItem(key));
    delete process.env._X_AMZN_TRACE_ID;
    delete process.env.AWS_LAMBDA_FUNCTION_NAME;
    expect(headers['x-amzn-trace-id']).toBe('Root=1-2-3');
  });
});

function refused(name: string): Scripted {
  return { status: 400, body: JSON.stringify({ __type: name, message: 'no' }) };
}
