/** What one deployment is told from outside: its stage, and the parameters of `serverless.yml`, checked. */
import { partitionOf } from '../../lib/aws/partition.ts';
import { LOG_RETENTION_DAYS } from './limits.ts';

export interface Settings {
  /** Begins every physical name: `fanfare-prod`. */
  readonly prefix: string;
  readonly stage: string;
  readonly region: string;
  /** Tables and queues outlive their removal from the template, tables can be restored to any second. */
  readonly keepData: boolean;
  /** Services that may pretend, with sandbox adapters, although data is kept. */
  readonly allowSandboxes: readonly string[];
  readonly logRetentionDays: number;
  /** X-Ray draws what a request led to. The trace in events does without. */
  readonly tracing: boolean;
  /** Most requests a second to the API, on average and at a stroke. */
  readonly apiRequestsPerSecond: number;
  readonly apiBurst: number;
  /** A key of one's own instead of the keys that AWS manages. */
  readonly kmsKeyArn?: string;
  /** Where docs/runbook.md can be read: the links in alarms begin with it. */
  readonly runbookUrl?: string;
  /** The topic that alarms go to. */
  readonly alarmTopicArn?: string;
  /** Names of IAM roles whose sessions are end users: each sees what it placed. */
  readonly endUserRoles: readonly string[];
  /** ARNs of the IAM principals who may send to queues by hand, as a redrive does; nobody may when there are none. */
  readonly operators: readonly string[];
  /** Who may call the API: bearers of such a token, instead of IAM principals. */
  readonly jwt?: { readonly issuer: string; readonly audience: string };
}

/** The parameters as they come: from YAML with a type, from `--param` as text. */
export type RawParameters = Readonly<Record<string, unknown>>;

/** Longest prefix for which every physical name stays within SQS's 80 characters; a hyphen at its end would be doubled there. */
const STAGE = /^(?=.{1,20}$)[a-z]+[a-z0-9]*(-[a-z0-9]+)*$/;

/** The parameters that `serverless.yml` reads. */
export const PARAMETERS = [
  'keepData',
  'discard',
  'allowSandboxes',
  'logRetentionDays',
  'tracing',
  'alarmTopicArn',
  'runbookUrl',
  'kmsKeyArn',
  'jwtIssuer',
  'jwtAudience',
  'endUserRoles',
  'operators',
  'apiRequestsPerSecond',
  'apiBurst',
] as const;

export class InvalidParameter extends Error {
  constructor(name: string, value: unknown, expected: string) {
    super(`The parameter ${name} is ${JSON.stringify(value)}; it must be ${expected}.`);
    this.name = 'InvalidParameter';
  }
}

/** What is deployed, and where. */
export interface Deployment {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
}

/** @throws {InvalidParameter} if a parameter is not what it must be */
export function settingsOf({ service, stage, region }: Deployment, raw: RawParameters): Settings {
  if (!STAGE.test(stage)) {
    const expected = 'at most 20 lower-case letters, digits and single hyphens between them, a letter first';
    throw new InvalidParameter('stage', stage, expected);
  }
  const kmsKeyArn = keyArn(region, raw);
  const alarmTopicArn = topicArn(region, raw);
  const runbookUrl = httpsUrl('runbookUrl', raw);
  const jwt = jwtOf(raw);
  return {
    prefix: `${service}-${stage}`,
    stage,
    region,
    keepData: truth('keepData', raw),
    allowSandboxes: names('allowSandboxes', raw),
    logRetentionDays: retention('logRetentionDays', raw),
    tracing: truth('tracing', raw),
    apiRequestsPerSecond: positive('apiRequestsPerSecond', raw),
    apiBurst: positive('apiBurst', raw),
    endUserRoles: roleNames('endUserRoles', raw),
    operators: principals(region, raw),
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
    ...(alarmTopicArn !== undefined && { alarmTopicArn }),
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(jwt !== undefined && { jwt }),
  };
}

function truth(name: string, raw: RawParameters): boolean {
  const value = raw[name];
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new InvalidParameter(name, value, 'true or false');
}

function names(name: string, raw: RawParameters): string[] {
  const listed = text(name, raw)?.split(',') ?? [];
  return listed.map((one) => one.trim()).filter((one) => one !== '');
}

function positive(name: string, raw: RawParameters): number {
  const value = Number(raw[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidParameter(name, raw[name], 'a whole number above zero');
}

function retention(name: string, raw: RawParameters): number {
  const days = positive(name, raw);
  if (LOG_RETENTION_DAYS.includes(days)) return days;
  throw new InvalidParameter(name, raw[name], `one of ${LOG_RETENTION_DAYS.join(', ')}`);
}

function text(name: string, raw: RawParameters): string | undefined {
  const value = raw[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new InvalidParameter(name, value, 'text');
}

/** Lambda and CloudWatch Logs take a key by its own ARN, not by that of an alias, and only from their own region. */
function keyArn(region: string, raw: RawParameters): string | undefined {
  const value = text('kmsKeyArn', raw);
  const beginning = `arn:${partitionOf(region).name}:kms:${region}:`;
  if (value === undefined || isArn(value, beginning, /^key\/[\w-]+$/)) return value;
  const expected = `the ARN of a key of this region, ${beginning}<account>:key/<id>, not of an alias (\`aws kms describe-key --key-id <alias>\` prints it)`;
  throw new InvalidParameter('kmsKeyArn', value, expected);
}

/** CloudWatch notifies standard topics of its own region. */
function topicArn(region: string, raw: RawParameters): string | undefined {
  const value = text('alarmTopicArn', raw);
  const beginning = `arn:${partitionOf(region).name}:sns:${region}:`;
  if (value === undefined || isArn(value, beginning, /^[\w-]{1,256}$/)) return value;
  const expected = `the ARN of a standard SNS topic of this region, ${beginning}<account>:<name>`;
  throw new InvalidParameter('alarmTopicArn', value, expected);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
function roleNames(name: string, raw: RawParameters): string[] {
  const names = text(name, raw)?.split(',') ?? [];
  if (names.every((one) => /^[\w+=@.-]{1,64}$/.test(one))) return names;
  throw new InvalidParameter(name, raw[name], 'names of IAM roles, with commas between them, without paths');
}

/** A `*` stands for any characters, as in the names that single sign-on gives to roles. */
function principals(region: string, raw: RawParameters): string[] {
  const arns = text('operators', raw)?.split(',') ?? [];
  const beginning = `arn:${partitionOf(region).name}:iam::`;
  if (arns.every((arn) => isArn(arn, beginning, /^(role|user)\/[\w+=,.@/*-]+$/))) return arns;
  const expected = `ARNs of IAM roles or users, with commas between them, such as ${beginning}123456789012:role/operators`;
  throw new InvalidParameter('operators', raw.operators, expected);
}

function isArn(value: string, beginning: string, resource: RegExp): boolean {
  if (!value.startsWith(beginning)) return false;
  const [account = '', ...rest] = value.slice(beginning.length).split(':');
  return /^\d{12}$/.test(account) && resource.test(rest.join(':'));
}

function httpsUrl(name: string, raw: RawParameters): string | undefined {
  const value = text(name, raw);
  if (value === undefined || (URL.canParse(value) && value.startsWith('https://'))) return value;
  throw new InvalidParameter(name, value, 'an https:// URL');
}

function jwtOf(raw: RawParameters): Settings['jwt'] {
  const issuer = text('jwtIssuer', raw);
  const audience = text('jwtAudience', raw);
  if (issuer === undefined && audience === undefined) return undefined;
  if (issuer === undefined) throw new InvalidParameter('jwtIssuer', '', 'given, since jwtAudience is');
  if (audience === undefined) throw new InvalidParameter('jwtAudience', '', 'given, since jwtIssuer is');
  if (!URL.canParse(issuer) || !issuer.startsWith('https://')) {
    throw new InvalidParameter('jwtIssuer', issuer, 'an https:// URL');
  }
  return { issuer, audience };
}
