import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ServiceDeclaration } from '../../lib/lambda/service.ts';
import type { CompiledTemplate } from '../../resources/plugins/framework.ts';
import type { Resource } from '../../resources/stack/cloudformation.ts';
import { infrastructureOf } from '../../resources/stack/infrastructure.ts';
import { consumersOf } from '../../resources/stack/services.ts';
import { settingsOf } from '../../resources/stack/settings.ts';
import { topology } from '../../resources/topology.ts';
import { compile } from '../rig/packaged-project.ts';

const deployment = { service: 'fanfare', region: 'eu-west-1' };

const SERVICES = 20;

/** What docs/infrastructure.md promises to stay below with that many services. CloudFormation's limits: 500, 200, 1,000,000. */
const PROMISED = { resources: 497, outputs: 100, bytes: 690_000 };

/** As busy as our own are on average: it consumes three events, and publishes one. */
const another = {
  does: 'does something that a shop needs to have done',
  consumes: ['order.placed', 'payment.captured', 'shipment.failed'],
  publishes: ['invoice.issued'],
  maximumConcurrency: 10,
} satisfies Omit<ServiceDeclaration, 'name'>;

const ARNS = {
  kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
  alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
};

/** What the framework makes of each function that is no API. */
const PER_FUNCTION = ['PaymentLambdaFunction', 'PaymentLogGroup', 'PaymentEventSourceMappingSQSPaymentQueue'];

function sizeOf({ Resources, Outputs }: CompiledTemplate) {
  return {
    resources: Object.keys(Resources).length,
    outputs: Object.keys(Outputs).length,
    bytes: Buffer.byteLength(JSON.stringify({ Resources, Outputs }, null, 2)),
  };
}

/** The compiled template with further services in it. */
function grown(template: CompiledTemplate, names: readonly string[]): CompiledTemplate {
  const larger = [...topology, ...names.map((name) => ({ ...another, name }))];
  const parameters = {
    keepData: true,
    tracing: true,
    logRetentionDays: 365,
    apiRequestsPerSecond: 1_000,
    apiBurst: 2_000,
    ...ARNS,
  };
  const { resources, outputs } = infrastructureOf(larger, settingsOf({ ...deployment, stage: 'prod' }, parameters));
  const copies = names.flatMap((name) =>
    PER_FUNCTION.map((id): [string, Resource] => {
      const resource = template.Resources[id];
      if (resource === undefined) throw new Error(`the template has no ${id}`);
      return [`${id}${name}`, resource];
    }),
  );
  return {
    Resources: { ...template.Resources, ...resources, ...Object.fromEntries(copies) },
    Outputs: { ...template.Outputs, ...outputs },
  };
}

test('the template has room for twenty services, with every parameter set', async () => {
  const options = Object.entries(ARNS).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const template = await compile('--stage', 'prod', ...options);
  const missing = SERVICES - consumersOf(topology).length;
  const names = Array.from({ length: missing }, (_, number) => `further${number}`);
  const now = sizeOf(template);
  const then = sizeOf(grown(template, names));
  expect(then.resources - now.resources).toBeGreaterThanOrEqual(20 * missing);
  expect(then.resources).toBeLessThan(PROMISED.resources);
  expect(then.outputs).toBeLessThan(PROMISED.outputs);
  expect(then.bytes).toBeLessThan(PROMISED.bytes);
});

test('docs/infrastructure.md promises the same', () => {
  const documentation = readFileSync(resolve(import.meta.dirname, '../../docs/infrastructure.md'), 'utf8');
  const { resources, outputs, bytes } = PROMISED;
  const promise = `With ${SERVICES} services there are fewer than ${resources} resources, ${outputs} outputs and ${bytes.toLocaleString('en')} bytes`;
  expect(documentation.replaceAll(/\s+/g, ' ')).toContain(promise);
});
