import { request } from 'node:http';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Clients, clientsOf } from '../../../lib/local/engines/clients.ts';
import { type LocalSystem, startLocal } from '../../../lib/local/local-system.ts';
import { arnOf, lambdaFunction, type Project, projectOf, workerResources } from '../../rig/local-project.ts';

let project: Project;
let system: LocalSystem;
let clients: Clients;

const TABLE = 'invoices';

beforeAll(async () => {
  const echo = 'exports.handler = async () => ({ statusCode: 200, body: "{}" });';
  project = await projectOf(
    {
      Resources: {
        ...workerResources(),
        Invoices: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: TABLE,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          },
        },
        OrdersRoute: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: { RouteKey: 'POST /orders', Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Echo' }]] } },
        },
        Echo: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: { IntegrationUri: arnOf('EchoLambdaFunction'), PayloadFormatVersion: '2.0' },
        },
        EchoLambdaFunction: lambdaFunction('echo'),
      },
    },
    { echo, worker: echo },
  );
  system = await startLocal({ templateDirectory: project.directory });
  clients = clientsOf(system.region, system.endpoints);
});

afterAll(async () => {
  clients.destroy();
  await system.stop();
  await project.remove();
});

type Headers = Readonly<Record<string, string>>;
interface Asked {
  readonly base: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Headers;
}

const json = (target: string): Headers => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/any/aws4_request, SignedHeaders=host, Signature=none',
});

/** What a page would like to do, by the port at which it knocks; each works for a program. */
const WISHES: Readonly<Record<string, () => Asked>> = {
  'the order API': () => ({ base: system.apiUrl, path: '/orders', body: '{}', headers: {} }),
  Lambda: () => ({
    base: system.endpoints.lambda,
    path: '/2015-03-31/functions/echo/invocations',
    body: '{}',
    headers: { 'content-type': 'text/plain' },
  }),
  'SNS by a form': () => ({
    base: system.endpoints.sns,
    path: '/',
    body: new URLSearchParams({ Action: 'ListTopics' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  SQS: () => ({ base: system.endpoints.sqs, path: '/', body: '{}', headers: json('AmazonSQS.ListQueues') }),
  'what the engine counted': () => ({ base: system.endpoints.sqs, path: '/_fanfare/traffic', body: '', headers: {} }),
  DynamoDB: () => ({
    base: system.endpoints.dynamodb,
    path: '/',
    body: JSON.stringify({ TableName: TABLE, Item: { id: { S: 'forged' } } }),
    headers: json('DynamoDB_20120810.PutItem'),
  }),
};

/** By hand, for fetch sets Host and Origin itself. */
function knock({ base, path, body, headers }: Asked, more: Headers = {}, method = body === '' ? 'GET' : 'POST') {
  const { hostname, port } = new URL(base);
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: { ...headers, ...more } }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
    });
    sent.on('error', reject).end(method === 'POST' ? body : '');
  });
}

describe.each(Object.entries(WISHES))('the port of %s', (_, wish) => {
  it('answers a program, and permits no web page to read the answer', async () => {
    const { status, headers } = await knock(wish());
    expect(status).toBe(200);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('answers by the other names of this machine', async () => {
    const { port } = new URL(wish().base);
    for (const name of ['localhost', '[::1]', 'sqs.eu-west-1.localhost']) {
      const { status } = await knock(wish(), { host: `${name}:${port}` });
      expect([403, 421]).not.toContain(status);
    }
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['a request of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name that points at loopback', { host: 'evil.example' }, 421],
    ['what is not a host', { host: '[' }, 421],
  ])('refuses %s, and its preflight', async (__, foreign, status) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const answer = await knock(wish(), foreign, method);
      expect(answer.status).toBe(status);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

test('nothing of what foreign pages wished was done: what programs wrote is there once', async () => {
  await knock(
    {
      ...(WISHES.DynamoDB?.() ?? { base: '', path: '', headers: {} }),
      body: JSON.stringify({ TableName: TABLE, Item: { id: { S: 'by a page' } } }),
    },
    { origin: 'https://evil.example' },
  );
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: TABLE }));
  expect(Items).toEqual([{ id: { S: 'forged' } }]);
});

test('a request that is not a URL is refused, and is no failure of ours', async () => {
  const answer = await knock({ base: system.apiUrl, path: 'http://[', body: '', headers: {} });
  expect(answer.status).toBe(400);
});
