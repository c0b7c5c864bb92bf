/** What one deployment is told from outside: its stage, and the parameters of `serverless.yml`, checked. */
import { LOG_RETENTION_DAYS } from './limits.ts';

export interface Settings {
  /** Begins every physical name: `fanfare-prod`. */
  readonly prefix: string;
  readonly stage: string;
  /** Tables and queues outlive their removal from the template, tables can be restored to any second. */
  readonly keepData: boolean;
  readonly logRetentionDays: number;
  /** X-Ray draws what a request led to. The trace in events does without. */
  readonly tracing: boolean;
  /** Most requests a second to the API, on average and at a stroke. */
  readonly apiRequestsPerSecond: number;
  readonly apiBurst: number;
  /** A key of one's own instead of the keys that AWS manages. */
  readonly kmsKeyArn?: string;
  /** The topic that alarms go to. */
  readonly alarmTopicArn?: string;
  /** Who may call the API: bearers of such a token, instead of IAM principals. */
  readonly jwt?: { readonly issuer: string; readonly audience: string };
}

/** The parameters as they come: from YAML with a type, from `--param` as text. */
export type RawParameters = Readonly<Record<string, unknown>>;

/** Longest prefix for which every physical name stays within SQS's 80 characters. */
const STAGE = /^[a-z][a-z0-9-]{0,19}$/;
const ARN = /^arn:[a-z-]+:[a-z]+:/;

export class InvalidParameter extends Error {
  constructor(name: string, value: unknown, expected: string) {
    super(`The parameter ${name} is ${JSON.stringify(value)}; it must be ${expected}.`);
    this.name = 'InvalidParameter';
  }
}

/** @throws {InvalidParameter} if a parameter is not what it must be */
export function settingsOf(service: string, stage: string, raw: RawParameters): Settings {
  if (!STAGE.test(stage)) {
    throw new InvalidParameter('stage', stage, 'at most 20 lower-case letters, digits and hyphens, a letter first');
  }
  const kmsKeyArn = arn('kmsKeyArn', raw);
  const alarmTopicArn = arn('alarmTopicArn', raw);
  const jwt = jwtOf(raw);
  return {
    prefix: `${service}-${stage}`,
    stage,
    keepData: truth('keepData', raw),
    logRetentionDays: retention('logRetentionDays', raw),
    tracing: truth('tracing', raw),
    apiRequestsPerSecond: positive('apiRequestsPerSecond', raw),
    apiBurst: positive('apiBurst', raw),
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
    ...(alarmTopicArn !== undefined && { alarmTopicArn }),
    ...(jwt !== undefined && { jwt }),
  };
}

function truth(name: string, raw: RawParameters): boolean {
  const value = raw[name];
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new InvalidParameter(name, value, 'true or false');
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

function arn(name: string, raw: RawParameters): string | undefined {
  const value = text(name, raw);
  if (value === undefined || ARN.test(value)) return value;
  throw new InvalidParameter(name, value, 'an ARN, such as arn:aws:sns:eu-west-1:123456789012:alarms');
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
