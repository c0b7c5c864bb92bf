import { service as rewards } from '../../handlers/rewards/service.ts';
import { lossesBetween } from '../../resources/rules/data-loss.ts';
import { protectedOnceDeployed, unprotectedTables } from '../../resources/rules/table-protection.ts';
import type { Resource } from '../../resources/stack/cloudformation.ts';
import { infrastructureOf } from '../../resources/stack/infrastructure.ts';
import type { Topology } from '../../resources/stack/services.ts';
import { settingsOf } from '../../resources/stack/settings.ts';
import { topology } from '../../resources/topology.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';
import { DeployedStack } from './deployed-stack.ts';

const deployment = { service: 'fanfare', region: 'eu-west-1' };

const parameters = {
  keepData: false,
  tracing: false,
  logRetentionDays: 30,
  apiRequestsPerSecond: 1_000,
  apiBurst: 2_000,
};

function resourcesOf(services: Topology, keepData = false, stage = 'dev') {
  const settings = settingsOf({ ...deployment, stage }, { ...parameters, keepData });
  return infrastructureOf(services, settings).resources;
}

const others = topology.filter(({ name }) => name !== 'rewards');

test('the same stack again loses nothing', () => {
  expect(lossesBetween(resourcesOf(topology), resourcesOf(topology))).toEqual([]);
});

test('a service that is gone would take its tables and queues with it', () => {
  const losses = lossesBetween(resourcesOf(topology), resourcesOf(others));
  expect(losses.map(({ resource, how }) => `${resource} ${how}`).sort()).toEqual([
    'RewardsBalancesTable removed',
    'RewardsDeliveryDlq removed',
    'RewardsDlq removed',
    'RewardsQueue removed',
    'RewardsTable removed',
  ]);
});

test('a service under another name is a service that is gone', () => {
  const losses = lossesBetween(resourcesOf(topology), resourcesOf([...others, { ...rewards, name: 'points' }]));
  expect(losses).toContainEqual({
    resource: 'RewardsTable',
    what: 'AWS::DynamoDB::Table fanfare-dev-rewards',
    how: 'removed',
  });
});

test('with keepData, tables and queues stay when their service goes, whatever the next template says', () => {
  expect(lossesBetween(resourcesOf(topology, true), resourcesOf(others, false))).toEqual([]);
});

describe('a resource that is made anew', () => {
  const table = (name: string, key: string, policy: 'Retain' | 'Delete'): Record<string, Resource> => ({
    RewardsTable: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { TableName: name, KeySchema: [{ AttributeName: key, KeyType: 'HASH' }] },
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
    },
  });

  test.each([
    ['under another name', table('points', 'subject', 'Delete')],
    ['with another key', table('rewards', 'customer', 'Delete')],
  ])('%s would lose what is in it', (_, next) => {
    const losses = lossesBetween(table('rewards', 'subject', 'Retain'), next);
    expect(losses.map(({ resource, how }) => `${resource} ${how}`)).toEqual(['RewardsTable replaced']);
  });

  test('stays beside the new one when it is retained', () => {
    expect(lossesBetween(table('rewards', 'subject', 'Delete'), table('points', 'subject', 'Retain'))).toEqual([]);
  });

  test('a log group goes with its function', () => {
    const group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/rewards' } };
    expect(lossesBetween({ RewardsLogGroup: group }, {})).toEqual([
      { resource: 'RewardsLogGroup', what: 'AWS::Logs::LogGroup /aws/lambda/rewards', how: 'removed' },
    ]);
  });
});

test('what a failed first deployment made is taken back, so nothing of it stands in the way of the next', () => {
  for (const { Type, DeletionPolicy, UpdateReplacePolicy } of Object.values(resourcesOf(topology, true))) {
    if (!['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'].includes(Type)) continue;
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  }
});

describe('tables of a stage that keeps its data', () => {
  const kept = resourcesOf(topology, true);
  const { RewardsTable: _, ...withoutRewards } = kept;
  const protection = (resources: ReturnType<typeof resourcesOf>, id: string) =>
    resources[id]?.Properties.DeletionProtectionEnabled;

  test('are not protected by the deployment that makes them, which may have to take them back', () => {
    const first = protectedOnceDeployed(withoutRewards, kept);
    expect([protection(first, 'RewardsTable'), protection(first, 'OrdersTable')]).toEqual([false, true]);
  });

  test('are protected once that is complete, and by every later template', () => {
    expect(unprotectedTables(protectedOnceDeployed(withoutRewards, kept))).toEqual(['fanfare-dev-rewards']);
    expect(protection(protectedOnceDeployed(kept, kept), 'RewardsTable')).toBe(true);
    expect(unprotectedTables(kept)).toEqual([]);
  });

  test('elsewhere nothing is protected', () => {
    expect(unprotectedTables(resourcesOf(topology))).toEqual([]);
  });
});

describe('serverless deploy', () => {
  const gifts = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'fanfare-dev-gifts' } };
  const stack = new DeployedStack(JSON.stringify({ Resources: { GiftsTable: gifts } }));
  const environment = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  let project: Project;

  beforeAll(async () => {
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: await stack.listen() });
    project = await copyOfProject();
  });

  afterAll(async () => {
    for (const name of [...Object.keys(environment), 'AWS_ENDPOINT_URL']) delete process.env[name];
    await project.remove();
    await stack.close();
  });

  test('names what it would destroy, and changes nothing', async () => {
    const { exitCode, stdout } = await project.serverless('deploy', '--stage', 'dev');
    expect(stdout).toContain('GiftsTable  would be removed: AWS::DynamoDB::Table fanfare-dev-gifts');
    expect(stdout).toContain('--param "discard=GiftsTable"');
    expect(exitCode).toBe(1);
    expect(stack.asked).toContain('GetTemplate');
    expect(stack.asked.filter((action) => /^(Create|Update|Delete|Execute|PUT)/.test(action))).toEqual([]);
  });

  test('takes no name for it that the deployed stack does not have', async () => {
    const { exitCode, stdout } = await project.serverless('deploy', '--stage', 'dev', '--param', 'discard=GiftTable');
    expect(stdout).toContain('names GiftTable');
    expect(stdout).toContain('Did you mean GiftsTable?');
    expect(exitCode).toBe(1);
  });

  test('goes on when told to discard exactly that', async () => {
    stack.asked.length = 0;
    const { stdout } = await project.serverless('deploy', '--stage', 'dev', '--param', 'discard=GiftsTable');
    expect(stdout).not.toContain('would destroy data');
    expect(stack.asked).toContain('DescribeStacks');
  });
});
