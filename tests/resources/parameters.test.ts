import type { CompiledTemplate } from '../../resources/plugins/framework.ts';
import { unknownParameter } from '../../resources/plugins/given-parameters.ts';
import { InvalidParameter, PARAMETERS, settingsOf } from '../../resources/stack/settings.ts';
import { compile } from '../rig/packaged-project.ts';

const deployment = { service: 'fanfare', region: 'eu-west-1' };

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const ALARMS = 'arn:aws:sns:eu-west-1:123456789012:alarms';

const valid = { keepData: false, tracing: false, logRetentionDays: 30, apiRequestsPerSecond: 1000, apiBurst: 2000 };

function ofType(template: CompiledTemplate, type: string) {
  const found = Object.values(template.Resources).filter(({ Type }) => Type === type);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

describe('a production stack with its own key, alarm topic and issuer of tokens', () => {
  let template: CompiledTemplate;

  beforeAll(async () => {
    const parameters = {
      kmsKeyArn: KEY,
      alarmTopicArn: ALARMS,
      jwtIssuer: 'https://id.example.com/',
      jwtAudience: 'shop',
      tracing: 'true',
    };
    const options = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    template = await compile('--stage', 'prod', ...options);
  });

  test('keeps tables when they leave the template, protects them, and can restore them', () => {
    for (const table of ofType(template, 'AWS::DynamoDB::Table')) {
      expect(table).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
        },
      });
    }
  });

  test('keeps queues, with the messages in them, when they leave the template', () => {
    for (const queue of ofType(template, 'AWS::SQS::Queue')) {
      expect(queue).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('keeps logs when they leave the template', () => {
    for (const group of ofType(template, 'AWS::Logs::LogGroup')) {
      expect(group).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('encrypts topics, queues and logs with the key, and lets each role use it', () => {
    for (const { Properties } of [...ofType(template, 'AWS::SNS::Topic'), ...ofType(template, 'AWS::SQS::Queue')]) {
      expect(Properties.KmsMasterKeyId).toBe(KEY);
    }
    for (const { Properties } of ofType(template, 'AWS::Logs::LogGroup')) {
      expect(Properties).toMatchObject({ KmsKeyId: KEY, RetentionInDays: 365 });
    }
    for (const { Properties } of ofType(template, 'AWS::IAM::Role')) {
      expect(JSON.stringify(Properties.Policies)).toContain(`"Resource":["${KEY}"]`);
    }
  });

  test('encrypts the environment of each function with the key', () => {
    for (const { Properties } of ofType(template, 'AWS::Lambda::Function')) expect(Properties.KmsKeyArn).toBe(KEY);
  });

  test('tells the alarm topic when trouble begins and when it ends', () => {
    for (const { Properties } of ofType(template, 'AWS::CloudWatch::CompositeAlarm')) {
      expect(Properties).toMatchObject({ AlarmActions: [ALARMS], OKActions: [ALARMS] });
    }
  });

  test('has X-Ray follow an event through functions and topics', () => {
    for (const { Properties } of ofType(template, 'AWS::Lambda::Function')) {
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    }
    for (const { Properties } of ofType(template, 'AWS::SNS::Topic')) expect(Properties.TracingConfig).toBe('Active');
    for (const { Properties } of ofType(template, 'AWS::IAM::Role')) {
      expect(JSON.stringify(Properties.Policies)).toContain('"xray:PutTraceSegments"');
    }
    const [policy] = ofType(template, 'AWS::XRay::ResourcePolicy');
    expect(policy?.Properties.PolicyDocument).toEqual({ 'Fn::Sub': expect.stringContaining(':fanfare-prod-*') });
  });

  test('asks for a token of the issuer on every route', () => {
    for (const { Properties } of ofType(template, 'AWS::ApiGatewayV2::Route')) {
      expect(Properties.AuthorizationType).toBe('JWT');
    }
    for (const { Properties } of ofType(template, 'AWS::ApiGatewayV2::Authorizer')) {
      expect(Properties.JwtConfiguration).toEqual({ Issuer: 'https://id.example.com/', Audience: ['shop'] });
    }
  });
});

describe('a parameter that is not what it must be is refused by name', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['neither true nor false', { keepData: 'yes' }, 'keepData'],
    ['tracing by half', { tracing: '0.5' }, 'tracing'],
    ['days that CloudWatch Logs does not know', { logRetentionDays: 31 }, 'logRetentionDays'],
    ['a rate of nothing', { apiRequestsPerSecond: 0 }, 'apiRequestsPerSecond'],
    ['half a request', { apiBurst: '1.5' }, 'apiBurst'],
    ['a key by its alias', { kmsKeyArn: 'alias/mine' }, 'kmsKeyArn'],
    ['the ARN of a key’s alias', { kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:alias/mine' }, 'kmsKeyArn'],
    ['a topic as a key', { kmsKeyArn: ALARMS }, 'kmsKeyArn'],
    ['a key of another region', { kmsKeyArn: KEY.replace('eu-west-1', 'eu-central-1') }, 'kmsKeyArn'],
    ['a key of another partition', { kmsKeyArn: KEY.replace('aws:', 'aws-cn:') }, 'kmsKeyArn'],
    ['a key of no account', { kmsKeyArn: KEY.replace('123456789012', '') }, 'kmsKeyArn'],
    ['a topic by its name', { alarmTopicArn: 'alarms' }, 'alarmTopicArn'],
    ['a queue as a topic', { alarmTopicArn: ALARMS.replace('sns', 'sqs') }, 'alarmTopicArn'],
    ['an ARN that ends early', { alarmTopicArn: 'arn:aws:sns:' }, 'alarmTopicArn'],
    ['a subscription', { alarmTopicArn: `${ALARMS}:11111111-2222-3333-4444-555555555555` }, 'alarmTopicArn'],
    ['a topic of another region', { alarmTopicArn: ALARMS.replace('eu-west-1', 'us-east-1') }, 'alarmTopicArn'],
    ['a FIFO topic', { alarmTopicArn: `${ALARMS}.fifo` }, 'alarmTopicArn'],
    ['an issuer without an audience', { jwtIssuer: 'https://id.example.com' }, 'jwtAudience'],
    ['an audience without an issuer', { jwtAudience: 'shop' }, 'jwtIssuer'],
    ['an issuer without TLS', { jwtIssuer: 'http://id.example.com', jwtAudience: 'shop' }, 'jwtIssuer'],
  ];

  test.each(cases)('%s', (_, parameters, name) => {
    const read = () => settingsOf({ ...deployment, stage: 'dev' }, { ...valid, ...parameters });
    expect(read).toThrow(InvalidParameter);
    expect(read).toThrow(`The parameter ${name} is`);
  });

  test('a stage that would not fit into names', () => {
    expect(() => settingsOf({ ...deployment, stage: 'a'.repeat(20) }, valid)).not.toThrow();
    expect(() => settingsOf({ ...deployment, stage: 'a'.repeat(21) }, valid)).toThrow('The parameter stage is');
  });

  test.each(['dev-', 'dev--2', '-dev', '2dev', 'Dev', ''])('a stage that makes no good name: "%s"', (stage) => {
    expect(() => settingsOf({ ...deployment, stage }, valid)).toThrow('The parameter stage is');
  });

  test.each(['aws-cn', 'aws-us-gov'])('but keys and topics of %s are taken in its regions', (partition) => {
    const region = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' }[partition] ?? '';
    const arns = { kmsKeyArn: KEY, alarmTopicArn: ALARMS };
    const there = Object.fromEntries(
      Object.entries(arns).map(([name, arn]) => [name, arn.replace('aws', partition).replace('eu-west-1', region)]),
    );
    expect(settingsOf({ ...deployment, region, stage: 'dev' }, { ...valid, ...there })).toMatchObject(there);
  });
});

describe('a parameter that nothing reads', () => {
  test.each([
    ['keepDta=true', 'Did you mean keepData?'],
    ['KeepData=true', 'Did you mean keepData?'],
    ['alarmTopic=x', 'Did you mean'],
    ['zebra=1', 'There is no parameter zebra. There are keepData'],
  ])('%s is refused', (given, message) => {
    expect(unknownParameter(['tracing=true', given], {})).toContain(message);
  });

  test('is taken when serverless.yml declares it, for any stage', () => {
    expect(unknownParameter(['zebra=1'], { params: { default: null, dev: { zebra: 2 } } })).toBeUndefined();
  });

  test('each one that is documented is read', () => {
    expect(PARAMETERS.flatMap((name) => unknownParameter([`${name}=x`], {}) ?? [])).toEqual([]);
  });
});

test('a parameter given on the command line is text, and means the same', () => {
  const typed = settingsOf({ ...deployment, stage: 'dev' }, { ...valid, keepData: true });
  expect(settingsOf({ ...deployment, stage: 'dev' }, { ...valid, keepData: 'true', apiBurst: '2000' })).toEqual(typed);
});
