import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { service as payment } from '../../handlers/payment/service.ts';
import { DeploymentBucket } from '../../resources/plugins/deployment-bucket.ts';
import type { CompiledTemplate } from '../../resources/plugins/framework.ts';
import { droppedBetween, droppedReport } from '../../resources/rules/dropped-events.ts';
import type { Resources } from '../../resources/stack/cloudformation.ts';
import { codeKeysIn } from '../../resources/stack/code.ts';
import { serviceOf } from '../../resources/stack/services.ts';
import { subscriptions } from '../../resources/stack/subscriptions.ts';
import { REGION, startTestEngines } from '../rig/engines.ts';
import { copyOfProject } from '../rig/packaged-project.ts';

describe('packaging two commits', () => {
  let before: CompiledTemplate;
  let after: CompiledTemplate;
  let zips: readonly string[];

  beforeAll(async () => {
    const project = await copyOfProject();
    const packaged = async () => {
      const { exitCode, stdout } = await project.serverless('package', '--stage', 'dev');
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
      return project.template();
    };
    before = await packaged();
    await appendFile(join(project.directory, 'handlers/payment/handler.ts'), 'export const change = 1;\n');
    after = await packaged();
    zips = await readdir(join(project.directory, '.serverless'));
    await project.remove();
  });

  test('that differ in one service differs in that function and in the output that maps code to commits', () => {
    expect(differing(before.Resources, after.Resources)).toEqual(['PaymentLambdaFunction']);
    expect(differing(before.Outputs, after.Outputs)).toEqual(['CodeVersions']);
    const { Properties: was } = before.Resources.PaymentLambdaFunction ?? {};
    const { Properties: is } = after.Resources.PaymentLambdaFunction ?? {};
    expect(differing(was ?? {}, is ?? {})).toEqual(['Code', 'Environment']);
  });

  test('names each code by its content, in the folder where the framework does not clean up', () => {
    const { Properties } = after.Resources.PaymentLambdaFunction ?? {};
    const [S3Key = ''] = codeKeysIn(after).filter((key) => key.endsWith('/payment.zip'));
    const [, hash = ''] = /^serverless\/fanfare\/dev\/code\/([\da-f]{64})\/payment\.zip$/.exec(S3Key) ?? [];
    const version = hash.slice(0, 12);
    expect(Properties?.Environment).toMatchObject({ Variables: { CODE_VERSION: version } });
    expect(JSON.parse(String(after.Outputs.CodeVersions?.Value))).toHaveProperty(version, expect.any(String));
    expect(zips).toContain('payment.zip');
  });
});

function differing(before: object, after: object): string[] {
  const left = new Map(Object.entries(before));
  const right = new Map(Object.entries(after));
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (name) => JSON.stringify(left.get(name)) !== JSON.stringify(right.get(name)),
  );
}

describe('the deployment bucket', () => {
  const folder = 'serverless/fanfare/dev';
  const code = (hash: string) => `${folder}/code/${hash}/payment.zip`;
  const functionWith = (S3Key: string): { Resources: Resources } => ({
    Resources: { PaymentLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key } } } },
  });
  let engines: Awaited<ReturnType<typeof startTestEngines>>;
  let configuration: S3ClientConfig & { readonly region: string };
  let s3: S3Client;

  beforeAll(async () => {
    engines = await startTestEngines();
    // The embedded SQS serves S3 at the same address.
    configuration = { region: REGION, endpoint: engines.endpoints.sqs, forcePathStyle: true };
    s3 = new S3Client(configuration);
  });
  afterAll(async () => {
    s3.destroy();
    await engines.stop();
  });

  async function bucketWith(name: string, objects: Readonly<Record<string, string>>): Promise<DeploymentBucket> {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    for (const [Key, Body] of Object.entries(objects)) await s3.send(new PutObjectCommand({ Bucket: name, Key, Body }));
    return DeploymentBucket.open(configuration, name, folder);
  }

  test('keeps code that the deployed template or a retained one names, and lets go of the rest', async () => {
    const retained = `${folder}/1700000000000-2023-11-14T22:13:20.000Z/compiled-cloudformation-template.json`;
    const bucket = await bucketWith('retained', {
      [code('deployed')]: 'zip',
      [code('retained')]: 'zip',
      [code('forgotten')]: 'zip',
      'serverless/fanfare/prod/code/other-stage/payment.zip': 'zip',
      [retained]: JSON.stringify(functionWith(code('retained'))),
    });
    await bucket.removeUnnamedCode(functionWith(code('deployed')));
    bucket.close();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'retained' }));
    expect(Contents.map(({ Key }) => Key).sort()).toEqual(
      [code('deployed'), code('retained'), retained, 'serverless/fanfare/prod/code/other-stage/payment.zip'].sort(),
    );
  });

  test('knows which code is there already', async () => {
    const bucket = await bucketWith('present', { [code('here')]: 'zip' });
    expect([await bucket.has(code('here')), await bucket.has(code('elsewhere'))]).toEqual([true, false]);
    bucket.close();
  });
});

describe('an event type that comes to a service, or leaves it', () => {
  const idsOf = (declaration: Parameters<typeof serviceOf>[0]) => subscriptions(serviceOf(declaration));

  test('is subscribed to once the function has its new code', () => {
    for (const { DependsOn } of Object.values(idsOf(payment))) expect(DependsOn).toContain('PaymentLambdaFunction');
  });

  test('loses its subscription first, while the code still handles what waits in the queue', () => {
    const leaving = { ...payment, unsubscribed: ['order.placed'] };
    expect(Object.keys(idsOf(leaving))).not.toContain('PaymentOrderPlacedSubscription');
    expect(droppedBetween(idsOf(payment), [leaving])).toEqual([]);
  });

  test('may not leave its code while it is still delivered', () => {
    const [, ...consumes] = payment.consumes;
    const dropped = droppedBetween(idsOf(payment), [{ ...payment, consumes }]);
    expect(dropped).toEqual([{ service: 'payment', subscription: 'PaymentOrderPlacedSubscription' }]);
    expect(droppedReport(dropped)).toContain('payment: PaymentOrderPlacedSubscription');
    expect(droppedReport(dropped)).toContain('--param "discard=PaymentOrderPlacedSubscription"');
  });

  test('may leave its code once it is no longer delivered', () => {
    const leaving = { ...payment, unsubscribed: ['order.placed'] };
    const [, ...consumes] = payment.consumes;
    expect(droppedBetween(idsOf(leaving), [{ ...payment, consumes }])).toEqual([]);
  });

  test('goes with a service that is removed as a whole', () => {
    expect(droppedBetween(idsOf(payment), [])).toEqual([]);
  });
});
