import { service as orderApi } from '../../handlers/order-api/service.ts';
import { constantCase, kebabCase, pascalCase } from '../../lib/lambda/names.ts';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';
import { infrastructureOf } from '../../resources/stack/infrastructure.ts';
import { eventsOf, publishersOf, serviceOf } from '../../resources/stack/services.ts';
import { settingsOf } from '../../resources/stack/settings.ts';
import { topology } from '../../resources/topology.ts';

const deployment = { service: 'fanfare', region: 'eu-west-1' };

const settings = settingsOf(
  { ...deployment, stage: 'dev' },
  {
    keepData: false,
    tracing: false,
    logRetentionDays: 30,
    apiRequestsPerSecond: 1_000,
    apiBurst: 2_000,
  },
);

const invoice: ServiceDeclaration = {
  name: 'invoice',
  does: 'writes invoices',
  consumes: ['order.placed', 'payment.captured'],
  publishes: ['invoice.issued'],
};

test.each([
  ['order.placed', 'OrderPlaced', 'order-placed', 'ORDER_PLACED'],
  ['orderApi', 'OrderApi', 'order-api', 'ORDER_API'],
  ['payment', 'Payment', 'payment', 'PAYMENT'],
])('%s is %s, %s and %s', (name, pascal, kebab, constant) => {
  expect([pascalCase(name), kebabCase(name), constantCase(name)]).toEqual([pascal, kebab, constant]);
});

test('a service that says nothing of its limits gets the defaults', () => {
  expect(serviceOf(invoice)).toMatchObject({
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    batchSize: 10,
    batchWindowSeconds: 0,
    maximumConcurrency: 10,
    maxAttempts: 11,
    visibilityTimeoutSeconds: 180,
  });
});

test('the visibility timeout follows the timeout and the batch window', () => {
  expect(serviceOf({ ...invoice, timeoutSeconds: 20, batchWindowSeconds: 5 })).toMatchObject({
    visibilityTimeoutSeconds: 125,
  });
});

test('an event that nobody publishes yet has a topic that nobody may publish to', () => {
  const alone = [orderApi, invoice];
  expect(eventsOf(alone)).toEqual(['invoice.issued', 'order.placed', 'payment.captured']);
  expect(publishersOf('payment.captured', alone)).toEqual([]);
  const { resources } = infrastructureOf(alone, settings);
  expect(JSON.stringify(resources.PaymentCapturedTopicPolicy)).toContain('NobodyPublishesThisYet');
});

test('tables and indexes of a service are made, and only its scheduled functions may query those that they name', () => {
  const declaration: ServiceDeclaration = {
    ...invoice,
    tables: { counters: { partitionKey: 'year' } },
    indexes: {
      open: { partitionKey: 'openShard', sortKey: 'placedAt' },
      day: { partitionKey: 'day', includes: ['facts'] },
    },
    schedules: { audit: { does: 'audits invoices', runs: 'rate(1 hour)', queries: ['day'] } },
  };
  const { resources } = infrastructureOf([orderApi, declaration, { ...invoice, name: 'orders' }], settings);
  expect(resources.InvoiceCountersTable?.Properties).toMatchObject({
    TableName: 'fanfare-dev-invoice-counters',
    KeySchema: [{ AttributeName: 'year', KeyType: 'HASH' }],
  });
  expect(resources.InvoiceTable?.Properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'open',
      KeySchema: [
        { AttributeName: 'openShard', KeyType: 'HASH' },
        { AttributeName: 'placedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: 'day',
      KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['facts'] },
    },
  ]);
  expect(JSON.stringify(resources.InvoiceRole)).not.toContain('dynamodb:Query');
  expect(JSON.stringify(resources.InvoiceAuditRole)).toContain(
    JSON.stringify({
      Sid: 'QueryTheIndexes',
      Effect: 'Allow',
      Action: ['dynamodb:Query'],
      Resource: [{ 'Fn::Sub': `\${InvoiceTable.Arn}/index/day` }],
    }),
  );
});

describe('the dashboard', () => {
  const { resources } = infrastructureOf(topology, settings);
  const body = resources.Dashboard?.Properties.DashboardBody as { 'Fn::Sub': string };
  const { widgets } = JSON.parse(body['Fn::Sub']) as {
    widgets: { x: number; y: number; width: number; properties: { title: string; metrics: unknown[][] } }[];
  };

  test('reads left to right: announced, fanned out, waiting, handled, set aside', () => {
    const top = widgets.filter(({ y }) => y === 0).sort((left, right) => left.x - right.x);
    const steps = top.map(({ properties }) => properties.title.split(':')[0]);
    expect(steps).toEqual(['1 Announced', '2 Fanned out', '3 Waiting', '4 Handled', '5 Set aside']);
    expect(top.map(({ x }) => x)).toEqual([0, 5, 10, 15, 20]);
    expect(top.map(({ width }) => width)).toEqual([5, 5, 5, 5, 4]);
  });

  test('shows every topic, queue, DLQ and function', () => {
    const shown = new Set(widgets.flatMap(({ properties }) => properties.metrics.map((line) => line[3])));
    for (const name of ['order-placed', 'payment', 'payment-dlq', 'orders', 'orders-dlq', 'order-api']) {
      expect(shown).toContain(`fanfare-dev-${name}`);
    }
  });
});
