import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Json } from '../../lib/local/template/json.ts';
import { ACCOUNT_ID, isAllowed, REGION } from './permissions/account.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const workflow = readFileSync(resolve(ROOT, '.github/workflows/deploy.yml'), 'utf8');
const ci = readFileSync(resolve(ROOT, '.github/workflows/ci.yml'), 'utf8');
const documentation = readFileSync(resolve(ROOT, 'docs/deploying.md'), 'utf8');

/** The policies that the docs tell to write, for one stage of one account. */
const [trust = {}, permissions = {}] = [...documentation.matchAll(/ {3}```json\n(.*?)```/gs)].map(([, json = '']) => {
  const placed = json.replaceAll('ACCOUNT', ACCOUNT_ID).replaceAll('REGION', REGION).replaceAll('STAGE', 'prod');
  return JSON.parse(placed.replaceAll('OWNER/REPOSITORY', 'shop/fanfare')) as Json;
});

const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/deploy-fanfare`;

/** Jobs of the workflow by name, each as its text. */
const jobs = Object.fromEntries(
  workflow
    .slice(workflow.indexOf('\njobs:\n') + 7)
    .split(/\n(?= {2}[a-z]+:\n)/)
    .map((job) => [/ {2}([a-z]+):\n/.exec(job)?.[1] ?? '', job]),
);
const job = (name: string) => jobs[name] ?? '';

describe('the deployment from GitHub', () => {
  test('has no long-lived key, only a token of its own job', () => {
    expect(workflow).not.toMatch(/secrets\.|access-key/);
    expect(job('deploy')).toMatch(/id-token: write/);
    expect(job('deploy')).toMatch(/role-to-assume: \$\{\{ vars\.DEPLOY_ROLE_ARN \}\}/);
  });

  test('begins only when every check has passed, and deploys only what was packaged and attested', () => {
    expect(job('check')).toMatch(/uses: \.\/\.github\/workflows\/ci\.yml/);
    expect(job('package')).toMatch(/needs: check\n/);
    expect(job('attest')).toMatch(/needs: package\n/);
    expect(job('deploy')).toMatch(/needs: \[package, attest\]\n/);
    expect(job('deploy')).toMatch(
      /gh attestation verify[\s\S]*\.ci\/serverless deploy --stage "\$STAGE" --package package /,
    );
  });

  test('runs no install script where the token can be asked for, nor on the way of the package', () => {
    expect(Object.keys(jobs)).toEqual(['check', 'package', 'attest', 'deploy']);
    const withToken = Object.keys(jobs).filter((name) => job(name).includes('id-token'));
    expect(withToken).toEqual(['attest', 'deploy']);
    for (const name of ['package', 'attest', 'deploy']) {
      const installs = [...job(name).matchAll(/npm (?:ci|install|cit)\b.*/g)].map(([command]) => command);
      for (const command of installs) expect(command).toContain('--ignore-scripts');
    }
    expect(job('attest')).not.toMatch(/npm|environment:/);
  });

  test('asks for credentials last, and only then deploys', () => {
    const after = job('deploy').slice(job('deploy').indexOf('configure-aws-credentials'));
    expect([...after.matchAll(/run: (.*)/g)].map(([, script]) => script)).toEqual([
      '.ci/serverless deploy --stage "$STAGE" --package package --verbose',
    ]);
  });

  test('uses one version of npm, to the last digit', () => {
    const versions = `${workflow}${ci}`.match(/npm@\S+/g) ?? [];
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(/^npm@\d+\.\d+\.\d+$/);
  });

  test('runs the actions that were read, not what a tag points to today', () => {
    const actions = [...`${workflow}${ci}`.matchAll(/uses: ([^.]\S+)/g)].map(([, action = '']) => action);
    expect(actions.length).toBeGreaterThanOrEqual(9);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test('puts nothing that a person typed into a script', () => {
    const scripts = [...workflow.matchAll(/run: (.*(?:\n {10}.*)*)/g)].map(([, script]) => script);
    expect(scripts.length).toBeGreaterThanOrEqual(6);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  test('passes on the parameters that the environment has, and no others', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'fanfare-npx-'));
    await writeFile(join(directory, 'npx'), `#!/bin/sh\nprintf '%s\\n' "$@"\n`, { mode: 0o755 });
    const env = {
      PATH: `${directory}:${process.env.PATH}`,
      KMS_KEY_ARN: 'arn:aws:kms:a key',
      ALARM_TOPIC_ARN: '',
      DISCARD: '',
      JWT_ISSUER: '',
    };
    const command = resolve(ROOT, '.ci/serverless');
    const recorded = execFileSync(command, ['deploy', '--stage', 'prod'], { env, encoding: 'utf8' });
    await rm(directory, { recursive: true });
    expect(recorded.trim().split('\n')).toEqual([
      ...['--no', '--', 'serverless', 'deploy', '--stage', 'prod'],
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
