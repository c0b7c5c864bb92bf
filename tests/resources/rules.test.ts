import type { CompiledTemplate } from '../../resources/plugins/framework.ts';
import { jsonReport, refusal, report } from '../../resources/rules/report.ts';
import { check, rules } from '../../resources/rules/rules.ts';
import { compile } from '../rig/packaged-project.ts';

let template: CompiledTemplate;

beforeAll(async () => {
  template = await compile('--stage', 'dev');
});

/** The template with values set: `undefined` removes one. The first step of a path is a logical id. */
function changed(changes: Readonly<Record<string, unknown>>): CompiledTemplate {
  const copy = structuredClone(template);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('/');
    const last = steps.pop() ?? '';
    const parent = steps.reduce<Record<string, unknown>>(
      (inner, step) => inner[step] as Record<string, unknown>,
      copy.Resources,
    );
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy;
}

/** Each breach in a line: rule, resource, value. */
function breachesIn(examined: CompiledTemplate): string[] {
  return check(examined).flatMap(({ rule, breaches }) =>
    breaches.map(({ resource, value }) => `${rule.name} ${resource}: ${value}`),
  );
}

const FUNCTION = 'PaymentLambdaFunction/Properties';
const QUEUE = 'PaymentQueue/Properties';
const VISIBLE = 'PaymentDlqAlarm/Properties/Metrics/0/MetricStat/Metric';
const MAPPING = 'PaymentEventSourceMappingSQSPaymentQueue/Properties';
const STATEMENTS = 'PaymentRole/Properties/Policies/0/PolicyDocument/Statement';

test('our own template breaks no rule', () => {
  expect(breachesIn(template)).toEqual([]);
});

const broken: [string, Record<string, unknown>, string][] = [
  [
    'a message comes back while its batch is still at work',
    { [`${QUEUE}/VisibilityTimeout`]: 179 },
    'visibility-timeout PaymentQueue: VisibilityTimeout is 179',
  ],
  [
    'the batch window is forgotten in the visibility timeout',
    { [`${MAPPING}/MaximumBatchingWindowInSeconds`]: 1 },
    'visibility-timeout PaymentQueue: VisibilityTimeout is 180',
  ],
  [
    'the visibility timeout is left to SQS',
    { [`${QUEUE}/VisibilityTimeout`]: undefined },
    'visibility-timeout PaymentQueue: VisibilityTimeout is 30',
  ],
  [
    'clocks may differ by more than what tells a redrive from a copy',
    { [`${QUEUE}/VisibilityTimeout`]: 10, [`${FUNCTION}/Timeout`]: 1 },
    'redrive-margin PaymentQueue: VisibilityTimeout is 10',
  ],
  [
    'a message is given up after four attempts',
    { [`${QUEUE}/RedrivePolicy/maxReceiveCount`]: 4 },
    'receive-count PaymentQueue: maxReceiveCount is 4',
  ],
  [
    'a DLQ keeps messages no longer than its queue',
    { 'PaymentDlq/Properties/MessageRetentionPeriod': 345_600 },
    'dlq-retention PaymentDlq: MessageRetentionPeriod is 345600, that of PaymentQueue is 345600',
  ],
  [
    'an alarm watches what was sent to a DLQ',
    { [`${VISIBLE}/MetricName`]: 'NumberOfMessagesSent' },
    'dlq-alarm PaymentDlq: no alarm watches its messages, visible and hidden',
  ],
  [
    'an alarm does not see what somebody hides',
    { [`${VISIBLE.replace('/0/', '/1/')}/MetricName`]: 'NumberOfMessagesSent' },
    'dlq-alarm PaymentDlq: no alarm watches its messages, visible and hidden',
  ],
  [
    'an alarm waits for a second message',
    { 'PaymentDlqAlarm/Properties/Threshold': 1 },
    'dlq-alarm PaymentDlq: no alarm watches its messages, visible and hidden',
  ],
  [
    'nobody watches what SNS could not deliver',
    { PaymentDeliveryDlqAlarm: undefined },
    'dlq-alarm PaymentDeliveryDlq: no alarm watches its messages, visible and hidden',
  ],
  [
    'a batch of eleven without a window',
    { [`${MAPPING}/BatchSize`]: 11 },
    'batch-window PaymentEventSourceMappingSQSPaymentQueue: BatchSize is 11 with a window of 0 seconds',
  ],
  [
    'one failed message brings back its batch',
    { [`${MAPPING}/FunctionResponseTypes`]: undefined },
    'partial-failures PaymentEventSourceMappingSQSPaymentQueue: it does not report batch item failures',
  ],
  [
    'a service may use up the concurrency of the account',
    { [`${MAPPING}/ScalingConfig`]: undefined },
    'maximum-concurrency PaymentEventSourceMappingSQSPaymentQueue: it has no MaximumConcurrency',
  ],
  [
    'less concurrency than Lambda takes',
    { [`${MAPPING}/ScalingConfig/MaximumConcurrency`]: 1 },
    'maximum-concurrency PaymentEventSourceMappingSQSPaymentQueue: MaximumConcurrency is 1',
  ],
  [
    'more concurrency than Lambda takes',
    { [`${MAPPING}/ScalingConfig/MaximumConcurrency`]: 1_001 },
    'maximum-concurrency PaymentEventSourceMappingSQSPaymentQueue: MaximumConcurrency is 1001',
  ],
  [
    'an event comes in an envelope of SNS',
    { 'PaymentOrderPlacedSubscription/Properties/RawMessageDelivery': undefined },
    'raw-delivery PaymentOrderPlacedSubscription: RawMessageDelivery is off',
  ],
  [
    'what cannot be delivered is gone',
    { 'PaymentOrderPlacedSubscription/Properties/RedrivePolicy': undefined },
    'delivery-dlq PaymentOrderPlacedSubscription: it has no RedrivePolicy',
  ],
  [
    'a topic is stored in plain text',
    { 'OrderPlacedTopic/Properties/KmsMasterKeyId': undefined },
    'encryption-at-rest OrderPlacedTopic: KmsMasterKeyId is not set',
  ],
  [
    'a queue is stored in plain text',
    { [`${QUEUE}/SqsManagedSseEnabled`]: false },
    'encryption-at-rest PaymentQueue: SqsManagedSseEnabled is not set',
  ],
  [
    'a table is left to a key that nobody can audit',
    { 'PaymentTable/Properties/SSESpecification': undefined },
    'encryption-at-rest PaymentTable: SSESpecification.SSEEnabled is not set',
  ],
  [
    'a DLQ takes plain HTTP',
    { PaymentDlqPolicy: undefined },
    'encryption-in-transit PaymentDlq: no policy denies plain HTTP',
  ],
  [
    'a topic takes plain HTTP',
    { OrderPlacedTopicPolicy: undefined },
    'encryption-in-transit OrderPlacedTopic: no policy denies plain HTTP',
  ],
  [
    'a role may do anything with its queue',
    { [`${STATEMENTS}/0/Action`]: 'sqs:*' },
    'least-privilege PaymentRole: it allows sqs:*',
  ],
  ['a role may read every table', { [`${STATEMENTS}/2/Resource`]: ['*'] }, 'least-privilege PaymentRole: it allows *'],
  [
    'a role may do more to X-Ray than send traces',
    {
      [`${STATEMENTS}/2/Action`]: ['xray:PutTraceSegments', 'xray:PutResourcePolicy'],
      [`${STATEMENTS}/2/Resource`]: ['*'],
    },
    'least-privilege PaymentRole: it allows *',
  ],
  [
    'two functions share a role',
    { 'OrdersLambdaFunction/Properties/Role': { 'Fn::GetAtt': ['PaymentRole', 'Arn'] } },
    'role-of-its-own OrdersLambdaFunction: it shares PaymentRole with PaymentLambdaFunction',
  ],
  [
    'anybody may place orders',
    { 'HttpApiRoutePostOrders/Properties/AuthorizationType': undefined },
    'closed-api HttpApiRoutePostOrders: AuthorizationType is NONE',
  ],
];

test.each(broken)('%s', (_, changes, breach) => {
  expect(breachesIn(changed(changes))).toEqual([breach]);
});

test('a queue without a DLQ is one breach, and the DLQ that nobody fills needs no alarm', () => {
  const examined = changed({
    [`${QUEUE}/RedrivePolicy`]: undefined,
    PaymentDlqAlarm: undefined,
    PaymentDlqWeekAlarm: undefined,
  });
  expect(breachesIn(examined)).toEqual(['dead-letter-queue PaymentQueue: it has no RedrivePolicy']);
});

test('a queue whose policy forgot a topic: nothing would be delivered, and nobody told', () => {
  const path = 'PaymentQueuePolicy/Properties/PolicyDocument/Statement/1/Condition/ArnEquals/aws:SourceArn';
  const examined = changed({
    [path.replace('/aws:SourceArn', '')]: { 'aws:SourceArn': [{ Ref: 'OrderPlacedTopic' }] },
  });
  expect(breachesIn(examined)).toEqual([
    'queue-policy PaymentQueue: its policy does not admit FulfillmentFailedTopic',
    'queue-policy PaymentQueue: its policy does not admit ShipmentFailedTopic',
  ]);
});

describe('at the edge of what is allowed, no rule is broken', () => {
  const allowed: [string, Record<string, unknown>][] = [
    ['a visibility timeout as text', { [`${QUEUE}/VisibilityTimeout`]: '180' }],
    [
      'a visibility timeout with the batch window in it',
      { [`${QUEUE}/VisibilityTimeout`]: 181, [`${MAPPING}/MaximumBatchingWindowInSeconds`]: 1 },
    ],
    ['twelve seconds of visibility', { [`${QUEUE}/VisibilityTimeout`]: 12, [`${FUNCTION}/Timeout`]: 2 }],
    ['five attempts', { [`${QUEUE}/RedrivePolicy/maxReceiveCount`]: 5 }],
    ['a DLQ that keeps messages a second longer', { 'PaymentDlq/Properties/MessageRetentionPeriod': 345_601 }],
    [
      'a batch of eleven with a window of a second',
      {
        [`${MAPPING}/BatchSize`]: 11,
        [`${MAPPING}/MaximumBatchingWindowInSeconds`]: 1,
        [`${QUEUE}/VisibilityTimeout`]: 181,
      },
    ],
    [
      'a role that sends traces to X-Ray',
      { [`${STATEMENTS}/2/Action`]: ['xray:PutTraceSegments'], [`${STATEMENTS}/2/Resource`]: ['*'] },
    ],
    ['two invocations at once', { [`${MAPPING}/ScalingConfig/MaximumConcurrency`]: 2 }],
    ['a thousand invocations at once', { [`${MAPPING}/ScalingConfig/MaximumConcurrency`]: 1_000 }],
    [
      'an alarm from one message on',
      {
        'PaymentDlqAlarm/Properties/Threshold': 1,
        'PaymentDlqAlarm/Properties/ComparisonOperator': 'GreaterThanOrEqualToThreshold',
      },
    ],
  ];

  test.each(allowed)('%s', (_, changes) => {
    expect(breachesIn(changed(changes))).toEqual([]);
  });

  test('500 resources and 200 outputs, but not one more', () => {
    const full = { ...template, Resources: { ...template.Resources }, Outputs: { ...template.Outputs } };
    for (let number = Object.keys(full.Resources).length; number < 500; number += 1) {
      full.Resources[`Filler${number}`] = { Type: 'AWS::SSM::Parameter', Properties: {} };
    }
    const outputs = Object.fromEntries(
      Array.from({ length: 200 }, (_, number) => [`Filler${number}`, { Description: 'fills', Value: 'x' }]),
    );
    expect(breachesIn({ ...full, Outputs: outputs })).toEqual([]);
    full.Resources.OneMore = { Type: 'AWS::SSM::Parameter', Properties: {} };
    const more = { ...outputs, OneMore: { Description: 'fills', Value: 'x' } };
    expect(breachesIn({ ...full, Outputs: more })).toEqual([
      'template-size the template: it has 501 resources, 500 are allowed',
      'template-size the template: it has 201 outputs, 200 are allowed',
    ]);
  });
});

test('every rule is broken once', () => {
  const alone = ['dead-letter-queue', 'queue-policy', 'template-size'];
  const names = new Set([...alone, ...broken.map(([, , breach]) => breach.split(' ')[0])]);
  expect([...names].sort()).toEqual(rules.map(({ name }) => name).sort());
});

test('every rule has a name of its own, says what must hold, and has a source at AWS', () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  for (const { name, says, source } of rules) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});

describe('what is said about the rules', () => {
  const spoilt = () => check(changed({ [`${QUEUE}/VisibilityTimeout`]: 30 }));

  test('packaging says nothing when all hold', () => {
    expect(refusal(check(template))).toBeUndefined();
  });

  test('packaging names rule, resource, value, fix and source', () => {
    expect(refusal(spoilt())).toBe(
      [
        'The template breaks a rule, so nothing was packaged.',
        '',
        "visibility-timeout: A queue's visibility timeout is at least 6 times its function's timeout plus the batch window.",
        '  PaymentQueue: VisibilityTimeout is 30',
        "    fix: Set it to at least 180, or lower the service's timeoutSeconds or batchWindowSeconds in resources/topology.ts.",
        '    see: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      ].join('\n'),
    );
  });

  test('the report has a line for every rule', () => {
    const lines = report(spoilt()).split('\n');
    expect(lines.filter((line) => line.startsWith('BROKEN  visibility-timeout '))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('holds   '))).toHaveLength(rules.length - 1);
  });

  test('the report in JSON has the same', () => {
    const { holds, rules: told } = JSON.parse(jsonReport(spoilt()));
    expect(holds).toBe(false);
    expect(told).toHaveLength(rules.length);
    expect(told[0]).toMatchObject({
      name: 'visibility-timeout',
      holds: false,
      breaches: [{ resource: 'PaymentQueue', value: 'VisibilityTimeout is 30', fix: expect.stringContaining('180') }],
    });
  });
});
