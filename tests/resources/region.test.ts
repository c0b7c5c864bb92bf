import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localStageRefusal } from '../../resources/plugins/given-parameters.ts';
import { dashboardName } from '../../resources/stack/dashboard.ts';
import { outputsOf } from '../../resources/stack/outputs.ts';
import { regionOf } from '../../resources/stack/region.ts';
import { settingsOf } from '../../resources/stack/settings.ts';
import { topology } from '../../resources/topology.ts';

let directory: string;
const before = { ...process.env };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanfare-profiles-'));
  const config = '[default]\noutput = json\n[profile shop]\nregion = ap-south-1\n';
  await writeFile(join(directory, 'config'), config);
  process.env.AWS_CONFIG_FILE = join(directory, 'config');
  delete process.env.AWS_REGION;
});
afterAll(async () => {
  process.env = before;
  await rm(directory, { recursive: true });
});

describe('the region of a command', () => {
  const all = { AWS_REGION: 'us-west-1', AWS_DEFAULT_REGION: 'us-west-2', AWS_PROFILE: 'shop' };

  test.each([
    ['--region', { option: 'eu-north-1', variables: all }, 'eu-north-1'],
    ['AWS_REGION', { variables: all }, 'us-west-1'],
    ['AWS_DEFAULT_REGION', { variables: { ...all, AWS_REGION: '' } }, 'us-west-2'],
    ['the profile’s', { variables: { ...all, AWS_REGION: '', AWS_DEFAULT_REGION: '' } }, 'ap-south-1'],
    ['the named profile’s', { profile: 'shop', variables: {} }, 'ap-south-1'],
  ])('is %s before all that comes after it', async (_, sources, region) => {
    expect(await regionOf({ stage: 'prod', ...sources })).toBe(region);
  });

  test('has a default on this machine, and nowhere else', async () => {
    expect(await regionOf({ stage: 'local', variables: { AWS_REGION: '' } })).toBe('eu-west-1');
    await expect(regionOf({ stage: 'dev', variables: { AWS_REGION: '' } })).rejects.toThrow(/--region/);
  });
});

describe('stage local', () => {
  test.each(['deploy', 'remove', 'rollback'])('is refused by %s, which changes AWS', (command) => {
    expect(localStageRefusal(command, undefined)).toContain(`npx serverless ${command} --stage dev`);
    expect(localStageRefusal(command, 'https://aws.example.com')).toBeDefined();
    expect(localStageRefusal(command, 'http://127.0.0.1.example.com')).toBeDefined();
  });

  test.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566'])(
    'goes to an emulator at %s',
    (url) => {
      expect(localStageRefusal('deploy', url)).toBeUndefined();
    },
  );

  test.each(['package', 'print', 'invoke', 'dlq'])('stays what %s works on', (command) => {
    expect(localStageRefusal(command, undefined)).toBeUndefined();
  });
});

describe('the dashboard', () => {
  const parameters = { keepData: false, tracing: false, logRetentionDays: 30, apiRequestsPerSecond: 1, apiBurst: 1 };
  const settings = (region: string) => settingsOf({ service: 'fanfare', stage: 'dev', region }, parameters);

  test('has a name of its own in each region, since an account has one list of them', () => {
    expect(dashboardName(settings('eu-west-1'))).not.toBe(dashboardName(settings('eu-central-1')));
  });

  // https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-arns.html, https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-endpoints.html
  test.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('of %s is at %s', (region, origin) => {
    expect(outputsOf(topology, settings(region)).DashboardUrl?.Value).toContain(origin);
  });
});
