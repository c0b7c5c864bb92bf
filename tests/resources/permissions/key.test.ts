import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../../../lib/local/template/json.ts';
import { ACCOUNT_ID, type Account, accountWith, isAllowed, REGION } from './account.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT_ID}:key/11111111-2222-3333-4444-555555555555`;

let account: Account;

beforeAll(async () => {
  account = await accountWith('--stage', 'prod', '--param', `kmsKeyArn=${KEY}`);
});

/** The key's policy as the docs tell to write it, beside the statement that every key has. */
function documentedPolicy(): Json {
  const documentation = readFileSync(resolve(import.meta.dirname, '../../../docs/infrastructure.md'), 'utf8');
  const [, json = ''] = /### A key of your own.*?```json\n(.*?)```/s.exec(documentation) ?? [];
  const statements: Json[] = JSON.parse(json.replaceAll('ACCOUNT', ACCOUNT_ID).replaceAll('REGION', REGION));
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` };
  const administrators = { Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' };
  return { Version: '2012-10-17', Statement: [administrators, ...statements] };
}

const resourcePolicy = documentedPolicy();

test.each(['kms:GenerateDataKey', 'kms:Decrypt'])('SNS may %s for a topic of this account only', async (action) => {
  const call = { principal: 'sns.amazonaws.com', action, resource: KEY, resourcePolicy };
  const from = (owner: string) => ({ context: { 'aws:SourceAccount': owner } });
  expect(await isAllowed({ ...call, ...from(ACCOUNT_ID) })).toBe(true);
  expect(await isAllowed({ ...call, ...from('999999999999') })).toBe(false);
});

/** The simulator does not know keys of the encryption context, so policy and call use another that holds an ARN. */
const LOG_GROUP = { real: 'kms:EncryptionContext:aws:logs:arn', simulated: 'aws:SourceArn' };

test.each(['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'])(
  'CloudWatch Logs may %s for a log group of this account only',
  async (action) => {
    const simulated: Json = JSON.parse(JSON.stringify(resourcePolicy).replaceAll(LOG_GROUP.real, LOG_GROUP.simulated));
    const principal = `logs.${REGION}.amazonaws.com`;
    const call = { principal, action, resource: KEY, resourcePolicy: simulated };
    const group = (owner: string) => `arn:aws:logs:${REGION}:${owner}:log-group:/aws/lambda/fanfare-prod-payment`;
    const of = (owner: string) => ({ context: { [LOG_GROUP.simulated]: group(owner) } });
    expect(await isAllowed({ ...call, ...of(ACCOUNT_ID) })).toBe(true);
    expect(await isAllowed({ ...call, ...of('999999999999') })).toBe(false);
  },
);

test('every function may use the key, for what it publishes, receives and keeps, and may not give it away', async () => {
  const roles = account.idsOfType('AWS::IAM::Role');
  expect(roles.length).toBeGreaterThanOrEqual(6);
  for (const role of roles) {
    const may = (action: string) =>
      isAllowed({
        principal: account.arnOf(role),
        action,
        resource: KEY,
        resourcePolicy,
        identityPolicies: account.rolePolicies(role),
      });
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      expect([role, action, await may(action)]).toEqual([role, action, true]);
    }
    for (const action of ['kms:CreateGrant', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy']) {
      expect([role, action, await may(action)]).toEqual([role, action, false]);
    }
  }
});
