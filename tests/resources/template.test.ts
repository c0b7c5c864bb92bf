import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CompiledTemplate } from '../../resources/plugins/framework.ts';
import type { Json, Properties } from '../../resources/stack/cloudformation.ts';
import { compile } from '../rig/packaged-project.ts';

let template: CompiledTemplate;

beforeAll(async () => {
  template = await compile('--stage', 'dev');
});

function propertiesOf(id: string): Properties {
  const resource = template.Resources[id];
  if (resource === undefined) throw new Error(`the template has no ${id}`);
  return resource.Properties;
}

function idsOfType(type: string): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
}

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const ref = (id: string) => ({ Ref: id });

/** What a role allows, one line per action and resource: `sqs:SendMessage PaymentDlq`. */
function grantsOf(role: string): string[] {
  const policies = JSON.parse(JSON.stringify(propertiesOf(role).Policies));
  return policies
    .flatMap((policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }: { Action: string[]; Resource: Record<string, string | string[]>[] }) =>
      Action.flatMap((action) =>
        Resource.map((resource) => `${action} ${resource.Ref ?? resource['Fn::GetAtt']?.[0] ?? resource['Fn::Sub']}`),
      ),
    )
    .sort();
}

test('tables, queues and topics that keep something have the ids and names that they were first deployed with', () => {
  const path = resolve(import.meta.dirname, 'stateful-resources.json');
  const deployed: Readonly<Record<string, string>> = JSON.parse(readFileSync(path, 'utf8'));
  const named = Object.keys(deployed).map((id) => {
    const { TableName, QueueName, TopicName } = template.Resources[id]?.Properties ?? {};
    return [id, String(TableName ?? QueueName ?? TopicName).replace('fanfare-dev-', '')];
  });
  // Another id or name is another resource: CloudFormation would replace what is there, and what it keeps.
  expect(Object.fromEntries(named)).toEqual(deployed);
});

test('a service has its resources under ids that never change', () => {
  const ids = Object.keys(template.Resources).filter((id) => id.startsWith('Payment') && !/^Payment\w+Topic/.test(id));
  expect(ids.sort()).toEqual([
    'PaymentAgeAlarm',
    'PaymentAlarm',
    'PaymentDeliveryDlq',
    'PaymentDeliveryDlqAlarm',
    'PaymentDeliveryDlqPolicy',
    'PaymentDlq',
    'PaymentDlqAlarm',
    'PaymentDlqPolicy',
    'PaymentErrorsAlarm',
    'PaymentEventSourceMappingSQSPaymentQueue',
    'PaymentFulfillmentFailedSubscription',
    'PaymentLambdaFunction',
    'PaymentLogGroup',
    'PaymentOrderPlacedSubscription',
    'PaymentQueue',
    'PaymentQueuePolicy',
    'PaymentRetriesAlarm',
    'PaymentRole',
    'PaymentShipmentFailedSubscription',
    'PaymentTable',
  ]);
});

test('a queue hides a message for six function timeouts, and gives it up after eleven attempts to its DLQ', () => {
  expect(propertiesOf('PaymentQueue')).toMatchObject({
    QueueName: 'fanfare-dev-payment',
    VisibilityTimeout: 180,
    MessageRetentionPeriod: 345_600,
    SqsManagedSseEnabled: true,
    RedrivePolicy: { deadLetterTargetArn: arn('PaymentDlq'), maxReceiveCount: 13 },
  });
  expect(propertiesOf('PaymentDlq')).toMatchObject({
    QueueName: 'fanfare-dev-payment-dlq',
    MessageRetentionPeriod: 1_209_600,
    SqsManagedSseEnabled: true,
  });
});

test('a queue and its delivery DLQ admit only the topics of its service, and only over TLS', () => {
  for (const id of ['PaymentQueue', 'PaymentDeliveryDlq']) {
    expect(propertiesOf(`${id}Policy`)).toEqual({
      Queues: [ref(id)],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OnlyOverTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: arn(id),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: 'FromItsTopics',
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn(id),
            Condition: {
              ArnEquals: {
                'aws:SourceArn': [ref('OrderPlacedTopic'), ref('FulfillmentFailedTopic'), ref('ShipmentFailedTopic')],
              },
            },
          },
          {
            Sid: 'OnlyOperatorsByHand',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:SendMessage',
            Resource: arn(id),
            Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
          },
        ],
      },
    });
  }
});

test('nobody may send to a DLQ but roles that were given the right', () => {
  const { PolicyDocument } = propertiesOf('PaymentDlqPolicy');
  expect(JSON.stringify(PolicyDocument)).not.toContain('"Allow"');
});

test('only its publishers may publish to a topic', () => {
  expect(propertiesOf('OrderPlacedTopicPolicy').PolicyDocument).toMatchObject({
    Statement: [
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Deny', Condition: { ArnNotEquals: { 'aws:PrincipalArn': [arn('OrderApiRole')] } } },
      { Effect: 'Deny', Action: 'sns:Subscribe' },
    ],
  });
});

test('only its consumers’ queues may subscribe to a topic, and their subscriptions wait for that', () => {
  const { PolicyDocument } = propertiesOf('PaymentDeclinedTopicPolicy') as { PolicyDocument: { Statement: object[] } };
  expect(PolicyDocument.Statement.at(-1)).toMatchObject({
    Effect: 'Deny',
    Action: 'sns:Subscribe',
    Condition: {
      StringNotEquals: { 'sns:Endpoint': expect.arrayContaining([arn('InvoiceQueue'), arn('OrdersQueue')]) },
    },
  });
  expect(template.Resources.InvoicePaymentDeclinedSubscription?.DependsOn).toContain('PaymentDeclinedTopicPolicy');
});

test('every subscription is raw, goes to a queue of its service, and keeps what cannot be delivered', () => {
  const ids = idsOfType('AWS::SNS::Subscription');
  expect(ids.length).toBeGreaterThanOrEqual(13);
  for (const id of ids) {
    const { Endpoint, Protocol, RawMessageDelivery, RedrivePolicy } = propertiesOf(id);
    expect({ id, Protocol, RawMessageDelivery }).toEqual({ id, Protocol: 'sqs', RawMessageDelivery: true });
    const queue = String((Endpoint as { 'Fn::GetAtt': Json[] })['Fn::GetAtt'][0]);
    expect(id.startsWith(queue.replace(/Queue$/, ''))).toBe(true);
    expect(RedrivePolicy).toEqual({ deadLetterTargetArn: arn(queue.replace(/Queue$/, 'DeliveryDlq')) });
  }
});

test('every DLQ has an alarm on its first message, hidden ones included', () => {
  const dlqs = idsOfType('AWS::SQS::Queue').filter((id) => id.endsWith('Dlq'));
  expect(dlqs.length).toBeGreaterThanOrEqual(4);
  for (const id of dlqs) {
    const Dimensions = [{ Name: 'QueueName', Value: propertiesOf(id).QueueName }];
    expect(propertiesOf(`${id}Alarm`)).toMatchObject({
      Metrics: [
        { MetricStat: { Metric: { MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions }, Stat: 'Maximum' } },
        {
          MetricStat: { Metric: { MetricName: 'ApproximateNumberOfMessagesNotVisible', Dimensions }, Stat: 'Maximum' },
        },
        { Expression: 'FILL(visible, REPEAT) + FILL(hidden, REPEAT)', ReturnData: true },
      ],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
    });
  }
});

test('every DLQ is in an alarm on dead-letter queues that were not empty for a week, ten in each', () => {
  const dlqs = idsOfType('AWS::SQS::Queue').filter((id) => id.endsWith('Dlq'));
  const alarms = idsOfType('AWS::CloudWatch::Alarm').filter((id) => /^DlqsWeek\d+Alarm$/.test(id));
  const watched = alarms.flatMap((id) => {
    const { Metrics, EvaluationPeriods, DatapointsToAlarm } = propertiesOf(id);
    const queues = JSON.stringify(Metrics).match(/fanfare-dev-[a-z-]+-dlq/g) ?? [];
    expect({ EvaluationPeriods, DatapointsToAlarm }).toEqual({ EvaluationPeriods: 168, DatapointsToAlarm: 168 });
    expect(JSON.stringify(Metrics)).toContain('"Period":3600');
    expect(queues.length).toBeLessThanOrEqual(10);
    return queues;
  });
  expect(watched.sort()).toEqual(dlqs.map((id) => String(propertiesOf(id).QueueName)).sort());
});

test('every alarm has a description that ends with a section of the runbook, and the runbook has it', () => {
  const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );
  for (const id of [...idsOfType('AWS::CloudWatch::Alarm'), ...idsOfType('AWS::CloudWatch::CompositeAlarm')]) {
    const [, section] = /\. See docs\/runbook\.md#([a-z-]+)$/.exec(String(propertiesOf(id).AlarmDescription)) ?? [];
    expect([id, sections]).toEqual([id, expect.arrayContaining([section])]);
  }
});

test('crashes are an alarm for every function that has them, and throttles for all together', () => {
  const functions = idsOfType('AWS::Lambda::Function').map((id) => id.replace(/LambdaFunction$/, ''));
  expect(functions).toContain('OrderApi');
  const throttled = JSON.stringify(idsOfType('AWS::CloudWatch::Alarm').map(propertiesOf));
  for (const name of functions) {
    const { FunctionName } = propertiesOf(`${name}LambdaFunction`);
    expect(throttled).toContain(
      `"MetricName":"Throttles","Dimensions":[{"Name":"FunctionName","Value":"${FunctionName}"}]`,
    );
  }
  // Of those that the clock starts, an alarm sees every run that did not succeed.
  const scheduled = ['ForecastingRollUp', 'OrdersWatchdog'];
  for (const name of functions.filter((one) => !scheduled.includes(one))) {
    const { FunctionName } = propertiesOf(`${name}LambdaFunction`);
    const common = { Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'FunctionName', Value: FunctionName }] };
    expect(propertiesOf(`${name}ErrorsAlarm`)).toMatchObject({ ...common, MetricName: 'Errors', Threshold: 0 });
  }
});

test('what SNS fails to deliver is an alarm, whichever topic it is from', () => {
  const watched = idsOfType('AWS::CloudWatch::Alarm')
    .filter((id) => id.startsWith('DeliveriesFailed'))
    .flatMap((id) => JSON.stringify(propertiesOf(id).Metrics).match(/fanfare-dev-[a-z-]+/g) ?? []);
  expect(watched.sort()).toEqual(
    idsOfType('AWS::SNS::Topic')
      .map((id) => propertiesOf(id).TopicName)
      .sort(),
  );
});

test('an API that fails or is slow is an alarm, but a handful of slow answers is none', () => {
  const dimensions = [{ Name: 'ApiId', Value: ref('HttpApi') }];
  expect(propertiesOf('OrderApiServerErrorsAlarm')).toMatchObject({
    Namespace: 'AWS/ApiGateway',
    MetricName: '5xx',
    Dimensions: dimensions,
    DatapointsToAlarm: 3,
  });
  expect(propertiesOf('OrderApiLatencyAlarm')).toMatchObject({
    MetricName: 'Latency',
    ExtendedStatistic: 'p99',
    DatapointsToAlarm: 3,
    Threshold: 2_000,
  });
});

test('a function takes batches from its own queue, answers for each message, and keeps to its concurrency', () => {
  expect(propertiesOf('PaymentEventSourceMappingSQSPaymentQueue')).toEqual({
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    EventSourceArn: arn('PaymentQueue'),
    FunctionName: arn('PaymentLambdaFunction'),
    Enabled: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
});

test('payment may do what it does with what is its own, and nothing else', () => {
  expect(grantsOf('PaymentRole')).toEqual([
    'dynamodb:BatchGetItem PaymentTable',
    'dynamodb:ConditionCheckItem PaymentTable',
    'dynamodb:GetItem PaymentTable',
    'dynamodb:PartiQLInsert PaymentTable',
    'dynamodb:PutItem PaymentTable',
    'dynamodb:UpdateItem PaymentTable',
    'logs:CreateLogStream PaymentLogGroup',
    'logs:PutLogEvents PaymentLogGroup',
    'sns:Publish PaymentCapturedTopic',
    'sns:Publish PaymentDeclinedTopic',
    'sns:Publish PaymentRefundedTopic',
    'sqs:ChangeMessageVisibility PaymentQueue',
    'sqs:DeleteMessage PaymentQueue',
    'sqs:GetQueueAttributes PaymentQueue',
    'sqs:ReceiveMessage PaymentQueue',
    'sqs:SendMessage PaymentDlq',
  ]);
});

test('the order API may announce orders and remember that it did', () => {
  expect(grantsOf('OrderApiRole')).toEqual([
    'dynamodb:GetItem OrderApiAnnouncementsTable',
    'dynamodb:PutItem OrderApiAnnouncementsTable',
    'logs:CreateLogStream OrderApiLogGroup',
    'logs:PutLogEvents OrderApiLogGroup',
    'sns:Publish OrderPlacedTopic',
  ]);
});

test('no two roles may touch the same thing, but for what a service’s own scheduled and HTTP functions go over', () => {
  const holders = new Map<string, string[]>();
  for (const role of idsOfType('AWS::IAM::Role')) {
    for (const resource of new Set(grantsOf(role).map((grant) => grant.split(' ')[1] ?? ''))) {
      holders.set(resource, [...(holders.get(resource) ?? []), role]);
    }
  }
  const shared = [...holders].filter(([, roles]) => roles.length > 1);
  expect(Object.fromEntries(shared)).toEqual({
    InvoiceTable: ['InvoiceRole', 'InvoiceApiRole'],
    InvoiceCountersTable: ['InvoiceRole', 'InvoiceApiRole'],
    ForecastingTable: ['ForecastingRole', 'ForecastingApiRole', 'ForecastingRollUpRole'],
    ForecastingDemandTable: ['ForecastingRole', 'ForecastingApiRole', 'ForecastingRollUpRole'],
    OrdersTable: ['OrdersRole', 'OrdersApiRole', 'OrdersWatchdogRole'],
  });
});

test('a consumer is told its tables, queues, topics and retries by its environment', () => {
  const { Variables } = propertiesOf('PaymentLambdaFunction').Environment as { Variables: Properties };
  expect(Variables).toEqual({
    STAGE: 'dev',
    SERVICE: 'payment',
    CODE_VERSION: expect.stringMatching(/./),
    RECORDS_TABLE: ref('PaymentTable'),
    QUEUE_URL: ref('PaymentQueue'),
    DLQ_URL: ref('PaymentDlq'),
    MAX_ATTEMPTS: '11',
    RETRY_BASE_SECONDS: '2',
    VISIBILITY_TIMEOUT_SECONDS: '180',
    RETRY_CAP_SECONDS: '900',
    TOPIC_PAYMENT_CAPTURED: ref('PaymentCapturedTopic'),
    TOPIC_PAYMENT_DECLINED: ref('PaymentDeclinedTopic'),
    TOPIC_PAYMENT_REFUNDED: ref('PaymentRefundedTopic'),
  });
});

test('the order API is told its topic and its table', () => {
  expect(propertiesOf('OrderApiLambdaFunction')).toMatchObject({
    FunctionName: 'fanfare-dev-order-api',
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Environment: {
      Variables: {
        SERVICE: 'order-api',
        TOPIC_ORDER_PLACED: ref('OrderPlacedTopic'),
        TABLE_ANNOUNCEMENTS: ref('OrderApiAnnouncementsTable'),
      },
    },
  });
});

test('a service answers its routes in a function of its own, which is told its own tables', () => {
  expect(propertiesOf('ForecastingApiLambdaFunction')).toMatchObject({
    FunctionName: 'fanfare-dev-forecasting-api',
    Timeout: 10,
    Environment: {
      Variables: {
        SERVICE: 'forecasting-api',
        RECORDS_TABLE: ref('ForecastingTable'),
        TABLE_DEMAND: ref('ForecastingDemandTable'),
      },
    },
  });
});

test('the API asks for IAM, limits its callers, and has no CORS', () => {
  for (const id of idsOfType('AWS::ApiGatewayV2::Route')) {
    expect(propertiesOf(id).AuthorizationType).toBe('AWS_IAM');
  }
  expect(propertiesOf('HttpApiStage')).toMatchObject({
    DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000, DetailedMetricsEnabled: true },
  });
  expect(propertiesOf('HttpApi')).not.toHaveProperty('CorsConfiguration');
});

test('the access log says nothing about the person who calls', () => {
  const { AccessLogSettings } = propertiesOf('HttpApiStage') as { AccessLogSettings: { Format: string } };
  expect(Object.values(JSON.parse(AccessLogSettings.Format)).sort()).toEqual([
    '$context.error.message',
    '$context.integrationLatency',
    '$context.requestId',
    '$context.requestTimeEpoch',
    '$context.responseLatency',
    '$context.responseLength',
    '$context.routeKey',
    '$context.status',
  ]);
});

test('a table can be restored to any second, at every stage', () => {
  for (const id of idsOfType('AWS::DynamoDB::Table')) {
    expect(propertiesOf(id).PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  }
});

test('outside prod, a stack can be removed without a trace', () => {
  const stateful = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'];
  for (const id of stateful.flatMap(idsOfType)) {
    expect(template.Resources[id]).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  }
});

test('the outputs name the API, each topic, each queue with its DLQ, and the dashboard', () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining(['HttpApiUrl', 'OrderPlacedTopicArn', 'PaymentQueueUrl', 'PaymentDlqUrl', 'DashboardUrl']),
  );
});

test('alarms and graphs on our own metrics are those of their stage', () => {
  expect(propertiesOf('OrdersWatchdogOverdueOrdersAlarm').Dimensions).toEqual([
    { Name: 'Stage', Value: 'dev' },
    { Name: 'Service', Value: 'orders-watchdog' },
  ]);
  const lines = [...JSON.stringify(propertiesOf('Dashboard')).matchAll(/\[\\+"Fanfare\\+",[^\]{]+/g)].map(
    ([line]) => line,
  );
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(line).toMatch(/Stage\\+",\\+"dev/);
});
