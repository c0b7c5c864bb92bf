/** What a fuzzer needs to know of the two APIs, as OpenAPI documents: derived from the routes of the services and the schema of an order. */
import { contract } from '../../../events/contract.ts';
import { httpFunctionsOf } from '../../../resources/stack/services.ts';
import { topology } from '../../../resources/topology.ts';

const TEXT = { type: 'string' } as const;
const ANYTHING = { '2XX': { description: 'Done' }, '4XX': { description: 'Refused, with the reason' } } as const;

/** Every route of every service, with whatever may be said to it. */
export function orderApiDocument() {
  const routes = httpFunctionsOf(topology).flatMap(({ service }) => service.routes);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(method, path) };
  }
  return documentOf('The order API', paths);
}

/** Every action of the console, by its name. */
export function consoleDocument(actions: readonly string[]) {
  const post = { requestBody: jsonBody({ type: 'object', properties: CONSOLE_FIELDS }), responses: ANYTHING };
  return documentOf('The console', Object.fromEntries(actions.map((action) => [`/api/${action}`, { post }])));
}

/** What actions of the console read of a body. Each may be sent to any. */
const CONSOLE_FIELDS = Object.fromEntries(
  Object.entries({
    boolean: ['reveal', 'full', 'paused', 'dry-run', 'stop-on-failure', 'duplicates', 'reorder', 'crashes'],
    number: ['stock', 'repeat', 'rate'],
    string: [
      'text',
      'status',
      'from',
      'id',
      'service',
      'group',
      'where',
      'limit',
      'canary',
      'file',
      'csv',
      'run',
      'idempotencyKey',
    ],
  }).flatMap(([type, names]) => names.map((name) => [name, { type }])),
);

function operation(method: string, path: string) {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT })),
    ...['accept', 'x-correlation-id', 'traceparent', 'x-fanfare-caller'].map((name) => ({
      name,
      in: 'header',
      schema: TEXT,
    })),
    ...(method === 'GET' ? [] : [{ name: 'idempotency-key', in: 'header', required: true, schema: TEXT }]),
  ];
  const body = method === 'GET' ? {} : { requestBody: jsonBody(contract['order.placed'].schema) };
  return { parameters, ...body, responses: ANYTHING };
}

function jsonBody(schema: object) {
  // Without what only we read of a schema.
  return { required: true, content: { 'application/json': { schema: JSON.parse(JSON.stringify(schema)) } } };
}

function documentOf(title: string, paths: object) {
  return { openapi: '3.1.0', info: { title, version: '1' }, paths };
}
