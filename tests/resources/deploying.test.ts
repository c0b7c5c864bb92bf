import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../../lib/local/template/json.ts';
import { ACCOUNT_ID, isAllowed, REGION } from './permissions/account.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const workflow = readFileSync(resolve(ROOT, '.github/workflows/deploy.yml'), 'utf8');
const documentation = readFileSync(resolve(ROOT, 'docs/deploying.md'), 'utf8');

/** The policies that the docs tell to write, for one stage of one account. */
const [trust = {}, permissions = {}] = [...documentation.matchAll(/ {3}```json\n(.*?)```/gs)].map(([, json = '']) => {
  const placed = json.replaceAll('ACCOUNT', ACCOUNT_ID).replaceAll('REGION', REGION).replaceAll('STAGE', 'prod');
  return JSON.parse(placed.replaceAll('OWNER/REPOSITORY', 'shop/fanfare')) as Json;
});

const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/deploy-fanfare`;

describe('the deployment from GitHub', () => {
  test('has no long-lived key, only a token of its own job', () => {
    expect(workflow).not.toMatch(/secrets\.|access-key/);
    expect(workflow).toMatch(/id-token: write/);
    expect(workflow).toMatch(/role-to-assume: \$\{\{ vars\.DEPLOY_ROLE_ARN \}\}/);
  });

  test('begins only when every check has passed', () => {
    expect(workflow).toMatch(/check:\n +uses: \.\/\.github\/workflows\/ci\.yml\n +deploy:\n +needs: check\n/);
  });

  test('runs the actions that were read, not what a tag points to today', () => {
    const actions = [...workflow.matchAll(/uses: ([^.]\S+)/g)].map(([, action = '']) => action);
    expect(actions.length).toBeGreaterThanOrEqual(3);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test('puts nothing that a person typed into a script', () => {
    const scripts = [...workflow.matchAll(/run: (.*(?:\n {10}.*)*)/g)].map(([, script]) => script);
    expect(scripts.length).toBeGreaterThanOrEqual(3);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  test('passes on the parameters that the environment has, and no others', () => {
    const [, script = ''] = /run: \|\n((?: {10}.*\n)+)/.exec(workflow) ?? [];
    const env = {
      PATH: process.env.PATH,
      STAGE: 'prod',
      KMS_KEY_ARN: 'arn:aws:kms:a key',
      ALARM_TOPIC_ARN: '',
      DISCARD: '',
    };
    const recorded = execFileSync('bash', ['--norc', '-euc', `npx() { printf '%s\\n' "$@"; }\n${script}`], {
      env: { ...env, JWT_ISSUER: '', JWT_AUDIENCE: '' },
      encoding: 'utf8',
    });
    expect(recorded.trim().split('\n')).toEqual([
      ...['serverless', 'deploy', '--stage', 'prod', '--verbose'],
      ...['--param', 'kmsKeyArn=arn:aws:kms:a key'],
    ]);
  });
});

test('the documented role lets in jobs of its stage in its repository, and nobody else', () => {
  const issuer = 'token.actions.githubusercontent.com';
  expect(trust).toEqual({
    Version: '2012-10-17',
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

const here = `${REGION}:${ACCOUNT_ID}`;

test.each([
  ['sqs:CreateQueue', `arn:aws:sqs:${here}:fanfare-prod-payment`, true],
  ['sqs:CreateQueue', `arn:aws:sqs:${here}:billing-prod-payment`, false],
  ['dynamodb:DeleteTable', `arn:aws:dynamodb:${here}:table/fanfare-staging-payment`, false],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:${here}:function:fanfare-prod-order-api`, true],
  ['cloudformation:GetTemplate', `arn:aws:cloudformation:${here}:stack/fanfare-prod/1`, true],
  ['logs:PutRetentionPolicy', `arn:aws:logs:${here}:log-group:/aws/lambda/fanfare-prod-payment:*`, true],
  ['cloudwatch:PutDashboard', `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/fanfare-prod-eu-west-1`, true],
  ['events:PutRule', `arn:aws:events:${here}:rule/fanfare-prod-orders-watchdog`, true],
  ['iam:PassRole', `arn:aws:iam::${ACCOUNT_ID}:role/fanfare-prod-PaymentRole-1A2B`, true],
  ['iam:PassRole', `arn:aws:iam::${ACCOUNT_ID}:role/administrator`, false],
])('the documented role may, or may not, %s %s', async (action, resource, isGranted) => {
  expect(await isAllowed({ principal: ROLE, action, resource, identityPolicies: [permissions] })).toBe(isGranted);
});
