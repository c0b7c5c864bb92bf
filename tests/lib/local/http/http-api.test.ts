import { type LocalSystem, startLocal } from '../../../../lib/local/local-system.ts';
import { arnOf, lambdaFunction, type Project, projectOf } from '../../../rig/local-project.ts';

/** Answers with whatever the body tells it to; with the event itself otherwise. */
const ECHO = `
exports.handler = async (event) => {
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
  const order = text?.startsWith('{') ? JSON.parse(text) : {};
  if (order.hang) await new Promise((done) => setTimeout(done, 60000));
  if (order.fail) throw new Error('no luck');
  if (order.exit) process.exit(1);
  return 'answer' in order ? order.answer : event;
};`;

let project: Project;
let system: LocalSystem;

beforeAll(async () => {
  const routes = {
    PostThing: 'POST /things',
    GetThing: 'GET /things/{id}',
    GetSpecial: 'GET /things/special',
    Files: 'ANY /files/{path+}',
  };
  const resources = Object.fromEntries(
    Object.entries(routes).map(([id, RouteKey]) => [
      `${id}Route`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { RouteKey, Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'EchoIntegration' }]] } },
      },
    ]),
  );
  project = await projectOf(
    {
      Resources: {
        ...resources,
        EchoIntegration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: { IntegrationUri: arnOf('EchoLambdaFunction'), PayloadFormatVersion: '2.0' },
        },
        // Its name begins that of the function that is meant.
        EcLambdaFunction: lambdaFunction('ec'),
        EchoLambdaFunction: lambdaFunction('echo', { Timeout: 1 }),
      },
    },
    { echo: ECHO, ec: 'exports.handler = async () => ({ statusCode: 418 });' },
  );
  system = await startLocal({ templateDirectory: project.directory });
});

afterAll(async () => {
  await system.stop();
  await project.remove();
});

const get = (path: string, init: RequestInit = {}) => fetch(`${system.apiUrl}${path}`, init);
const post = (
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => get('/things', { method: 'POST', body, headers });
const answering = (answer: unknown) => post(JSON.stringify({ answer }));

test('an event has payload format 2.0', async () => {
  const response = await get('/things/a%20b?size=1&size=2&empty=', {
    headers: { 'X-Trace': 'abc', cookie: 'one=1; two=2', 'user-agent': 'test' },
  });

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    version: '2.0',
    routeKey: 'GET /things/{id}',
    rawPath: '/things/a%20b',
    rawQueryString: 'size=1&size=2&empty=',
    cookies: ['one=1', 'two=2'],
    headers: expect.objectContaining({ 'x-trace': 'abc', 'user-agent': 'test' }),
    queryStringParameters: { size: '1,2', empty: '' },
    pathParameters: { id: 'a b' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: { iam: { userArn: 'anonymous', cognitoIdentity: null } },
      domainName: '127.0.0.1',
      domainPrefix: '127',
      http: {
        method: 'GET',
        path: '/things/a%20b',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: expect.any(String),
      routeKey: 'GET /things/{id}',
      stage: '$default',
      time: expect.any(String),
      timeEpoch: expect.any(Number),
    },
    isBase64Encoded: false,
  });
});

test('the caller’s header stands in for the claim of a token', async () => {
  const response = await get('/things/1', { headers: { 'x-fanfare-caller': 'customer-7' } });

  const event = (await response.json()) as { requestContext: { authorizer: unknown } };
  expect(event.requestContext.authorizer).toEqual({ jwt: { claims: { sub: 'customer-7' }, scopes: null } });
});

test.each([
  ['application/json', false, '{"a":1}'],
  ['application/json; charset=utf-8', false, '{"a":1}'],
  ['text/csv', false, '{"a":1}'],
  ['application/octet-stream', true, 'eyJhIjoxfQ=='],
  ['application/x-www-form-urlencoded', true, 'eyJhIjoxfQ=='],
])('a body of type %s is base64: %s', async (type, isBase64Encoded, body) => {
  const response = await post('{"a":1}', { 'content-type': type });

  expect(await response.json()).toMatchObject({ isBase64Encoded, body });
});

test.each([
  ['/things/special', 'GET /things/special'],
  ['/things/other', 'GET /things/{id}'],
  ['/files/a/b/c', 'ANY /files/{path+}'],
])('%s takes the most specific route', async (path, routeKey) => {
  expect(await (await get(path)).json()).toMatchObject({ routeKey });
});

test.each([['/unknown'], ['/things'], ['/things/1/2'], ['/files']])('GET %s is not found', async (path) => {
  const response = await get(path);

  expect(response.status).toBe(404);
  expect(await response.text()).toBe('{"message":"Not Found"}');
});

test('a structured answer is sent as it says', async () => {
  const response = await answering({
    statusCode: 201,
    headers: { Location: '/things/1', 'Content-Type': 'application/problem+json' },
    cookies: ['a=1', 'b=2'],
    body: 'eyJhIjoxfQ==',
    isBase64Encoded: true,
  });

  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe('/things/1');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.text()).toBe('{"a":1}');
});

test.each([
  ['an object', { id: 7 }, '{"id":7}'],
  ['text', 'hello', 'hello'],
])('%s without a status code is the body of a 200', async (_, answer, body) => {
  const response = await answering(answer);

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.text()).toBe(body);
});

test.each([
  ['a status code that is none', { statusCode: 'many' }],
  ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
])('%s is an internal server error', async (_, answer) => {
  const response = await answering(answer);

  expect(response.status).toBe(500);
  expect(await response.text()).toBe('{"message":"Internal Server Error"}');
});

test.each([
  ['throws', { fail: true }],
  ['exits', { exit: true }],
  ['times out', { hang: true }],
])('a function that %s is an internal server error', async (_, order) => {
  expect((await post(JSON.stringify(order))).status).toBe(500);
});

test('a body beyond 10 MB is too large', async () => {
  expect((await post('x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
});

test('a port that is taken is named, with what to do', async () => {
  const port = Number(new URL(system.apiUrl).port);

  await expect(startLocal({ templateDirectory: project.directory, ports: { api: port } })).rejects.toThrow(
    `port ${port} is taken, so the HTTP API cannot start. Choose another, or end what listens there.`,
  );
});
