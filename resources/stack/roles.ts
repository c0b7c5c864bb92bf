/** One role per function, with what it needs of its own and nothing of another's. */

import { arnOf, type Json, type Resources, ref, sub } from './cloudformation.ts';
import { idOf } from './names.ts';
import { type HttpFunction, isConsumer, type ScheduledFunction, type Service } from './services.ts';
import type { Settings } from './settings.ts';

/** What the record store does; `PartiQLInsert` is its batch of first contacts. It never scans and never deletes. */
const RECORD_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:PartiQLInsert',
];

const OWN_TABLE_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:ConditionCheckItem',
];

const SCHEDULED_TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'];

const QUEUE_ACTIONS = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
];

/** What DynamoDB, SQS and SNS ask of whoever uses a table, queue or topic under a key of one's own. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];

/** X-Ray takes these on no particular resource. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
export const TRACE_ACTIONS: readonly Json[] = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

export function consumerRole({ name, tables, publishes }: Service, settings: Settings): Resources {
  return role(name, settings, [
    allow('TakeFromItsQueue', QUEUE_ACTIONS, [arnOf(idOf.queue(name))]),
    allow('QuarantineInItsDlq', ['sqs:SendMessage'], [arnOf(idOf.dlq(name))]),
    allow('KeepItsRecords', RECORD_ACTIONS, [arnOf(idOf.table(name))]),
    allow('KeepItsTables', OWN_TABLE_ACTIONS, tableArns(name, Object.keys(tables))),
    allow('PublishItsEvents', ['sns:Publish'], topicArns(publishes)),
  ]);
}

export function scheduledRole({ name, service, queries = [] }: ScheduledFunction, settings: Settings): Resources {
  const indexes = queries.map((index) => indexArn(service.name, index));
  return role(name, settings, [
    allow('QueryTheIndexes', ['dynamodb:Query'], indexes),
    allow('ReadTheRecords', ['dynamodb:GetItem'], [arnOf(idOf.table(service.name))]),
    allow('KeepTheTables', SCHEDULED_TABLE_ACTIONS, tableArns(service.name, Object.keys(service.tables))),
  ]);
}

/** A door keeps its tables and publishes; everything else only shows what the service knows. */
export function httpRole({ name, service }: HttpFunction, settings: Settings): Resources {
  const tables = tableArns(service.name, Object.keys(service.tables));
  if (isConsumer(service)) {
    return role(name, settings, [
      allow('ReadTheRecords', ['dynamodb:GetItem'], [arnOf(idOf.table(service.name))]),
      allow('ReadTheTables', ['dynamodb:GetItem'], tables),
    ]);
  }
  return role(name, settings, [
    allow('KeepItsTables', ['dynamodb:GetItem', 'dynamodb:PutItem'], tables),
    allow('PublishItsEvents', ['sns:Publish'], topicArns(service.publishes)),
  ]);
}

type Statement = { readonly [key: string]: Json };

function role(
  name: string,
  { kmsKeyArn, tracing }: Settings,
  statements: readonly (Statement | undefined)[],
): Resources {
  const logs = allow('WriteItsLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [arnOf(idOf.logGroup(name))]);
  const key = allow('UseTheKey', KEY_ACTIONS, kmsKeyArn === undefined ? [] : [kmsKeyArn]);
  const xRay = allow('SendItsTraces', TRACE_ACTIONS, tracing ? ['*'] : []);
  const all = [...statements, logs, key, xRay].filter((statement) => statement !== undefined);
  return {
    [idOf.role(name)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [{ PolicyName: name, PolicyDocument: { Version: '2012-10-17', Statement: all } }],
      },
    },
  };
}

/** No statement at all where there is nothing to allow: IAM refuses an empty list. */
function allow(Sid: string, Action: readonly Json[], Resource: readonly Json[]): Statement | undefined {
  if (Resource.length === 0) return undefined;
  return { Sid, Effect: 'Allow', Action, Resource };
}

function tableArns(owner: string, tables: readonly string[]): Json[] {
  return tables.map((table) => arnOf(idOf.table(owner, table)));
}

function topicArns(events: readonly string[]): Json[] {
  return events.map((event) => ref(idOf.topic(event)));
}

function indexArn(service: string, index: string): Json {
  return sub(`\${${idOf.table(service)}.Arn}/index/${index}`);
}
