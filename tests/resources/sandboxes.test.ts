import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mergedFunction } from '../../resources/plugins/merging.ts';
import { deploymentWarnings, sandboxRefusal } from '../../resources/rules/sandboxes.ts';
import { functionsOf } from '../../resources/stack/functions.ts';
import { settingsOf } from '../../resources/stack/settings.ts';
import { topology } from '../../resources/topology.ts';
import { copyOfProject } from '../rig/packaged-project.ts';

const place = { service: 'fanfare', stage: 'prod', region: 'eu-west-1' };
const valid = { keepData: true, tracing: false, logRetentionDays: 30, apiRequestsPerSecond: 1, apiBurst: 1 };
const settings = (raw: object = {}) => settingsOf(place, { ...valid, ...raw });

describe('services that only pretend', () => {
  test('are refused where data is kept, each by name, with what to do', () => {
    const refusal = sandboxRefusal(topology, settings()) ?? '';
    expect(refusal).toContain('payment: its gateway is a sandbox');
    expect(refusal).toContain('shipping: its carrier is a sandbox');
    expect(refusal).toContain('--param "allowSandboxes=payment,shipping"');
  });

  test('are refused as long as one of them is not named', () => {
    expect(sandboxRefusal(topology, settings({ allowSandboxes: 'payment' }))).not.toContain('payment: its');
    expect(sandboxRefusal(topology, settings({ allowSandboxes: 'payment, shipping' }))).toBeUndefined();
  });

  test('are taken where nothing is kept', () => {
    expect(sandboxRefusal(topology, settings({ keepData: false }))).toBeUndefined();
  });

  test('a service that has none, or does not exist, is not named in vain', () => {
    expect(sandboxRefusal(topology, settings({ allowSandboxes: 'paymnt,shipping' }))).toContain(
      'Did you mean payment?',
    );
  });

  test('a real adapter is no sandbox', () => {
    const real = topology.map((service) => ({ ...service, adapters: { gateway: 'stripe' } }));
    expect(sandboxRefusal(real, settings())).toBeUndefined();
  });
});

test('whoever deploys a stage with data in it reads that alarms notify nobody and what pretends', () => {
  const topic = 'arn:aws:sns:eu-west-1:123456789012:alarms';
  expect(deploymentWarnings(settings({ allowSandboxes: 'payment' }))).toEqual([
    expect.stringContaining('alarmTopicArn'),
    expect.stringContaining('payment of stage prod only pretends'),
  ]);
  expect(deploymentWarnings(settings({ alarmTopicArn: topic }))).toEqual([]);
  expect(deploymentWarnings(settings({ keepData: false }))).toEqual([]);
});

describe('what serverless.yml says of a function', () => {
  const derived = { timeout: 30, environment: { STAGE: 'prod' } };

  test('keeps the variables that it adds', () => {
    const { merged, overruled } = mergedFunction({ environment: { FEATURE: 'on' } }, derived);
    expect(merged.environment).toEqual({ FEATURE: 'on', STAGE: 'prod' });
    expect(overruled).toEqual([]);
  });

  test('gives way to what is derived, and that is said', () => {
    const declared = { timeout: 5, environment: { STAGE: 'test' } };
    const { merged, overruled } = mergedFunction(declared, derived);
    expect(merged).toEqual(derived);
    expect(overruled).toEqual(['timeout', 'environment.STAGE']);
  });
});

test('variables that a service declares are those of its own functions, and replace none of what is derived', () => {
  const declared = topology.map((service) =>
    service.name === 'orders' ? { ...service, environment: { DEADLINE: '90', STAGE: 'x' } } : service,
  );
  const functions = functionsOf(declared, settings());
  const having = Object.entries(functions).filter(([, { environment }]) => environment.DEADLINE === '90');
  expect(having.map(([name]) => name).sort()).toEqual(['orders', 'ordersApi', 'ordersWatchdog']);
  expect(functions.orders?.environment.STAGE).toBe('prod');
});

test('serverless package refuses prod with sandboxes, and says what it does not take from serverless.yml', async () => {
  const project = await copyOfProject((yaml) =>
    yaml.replace(/^ {2}payment:\n/m, '  payment:\n    timeout: 5\n    environment:\n      FEATURE: "on"\n'),
  );
  try {
    const refused = await project.serverless('package', '--stage', 'prod');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('payment: its gateway is a sandbox');
    const { exitCode, stderr } = await project.serverless('package', '--stage', 'dev');
    expect(exitCode).toBe(0);
    expect(stderr.match(/serverless\.yml sets .+? of \w+/g)).toEqual(['serverless.yml sets timeout of payment']);
    const template = await readFile(
      join(project.directory, '.serverless/cloudformation-template-update-stack.json'),
      'utf8',
    );
    const { Resources } = JSON.parse(template);
    expect(Resources.PaymentLambdaFunction.Properties.Environment.Variables).toMatchObject({
      FEATURE: 'on',
      STAGE: 'dev',
    });
  } finally {
    await project.remove();
  }
});
