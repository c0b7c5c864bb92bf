/** Scheduled invocations as the template declares them: rules of EventBridge and schedules of EventBridge Scheduler. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../template/identity.ts';
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../template/json.ts';
import type { Resource, Stack } from '../template/stack.ts';

export interface Schedule {
  readonly logicalId: string;
  /** Its physical name. */
  readonly name: string;
  readonly arn: string;
  /** `rate(…)` or `cron(…)`. */
  readonly expression: string;
  readonly enabled: boolean;
  readonly functionName: string;
  /** What the function gets instead of the usual event. */
  readonly input: Json | undefined;
}

/** One per target that is a function of the template. */
export function schedulesOf(stack: Stack): Schedule[] {
  const rules = stack
    .resources('AWS::Events::Rule')
    .filter(({ properties }) => properties.ScheduleExpression !== undefined)
    .flatMap((rule) => targetsOf(rule).flatMap((target) => scheduleOf(rule, target, stack) ?? []));
  const schedules = stack.resources('AWS::Scheduler::Schedule').flatMap((resource) => {
    const target = objectOf(resource.properties.Target, `${resource.logicalId}.Target`);
    return scheduleOf(resource, target, stack) ?? [];
  });
  return [...rules, ...schedules];
}

/** The event of a rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
export function scheduledEvent({ arn, input }: Schedule, region: string, now: Date): Json {
  if (input !== undefined) return input;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT_ID,
    time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [arn],
    detail: {},
  };
}

function targetsOf({ logicalId, properties }: Resource): JsonObject[] {
  return listOf(properties.Targets).map((target) => objectOf(target, `${logicalId}.Targets`));
}

function scheduleOf(resource: Resource, target: JsonObject, stack: Stack): Schedule | undefined {
  const { logicalId, ref, attributes, properties } = resource;
  const declared = stack.resources('AWS::Lambda::Function').find((one) => one.attributes.Arn === target.Arn);
  if (declared === undefined) return undefined;
  const input: Json | undefined =
    target.Input === undefined ? undefined : JSON.parse(textOf(target.Input, `${logicalId}.Input`));
  return {
    logicalId,
    name: ref,
    arn: textOf(attributes.Arn, logicalId),
    expression: textOf(properties.ScheduleExpression, `${logicalId}.ScheduleExpression`),
    enabled: properties.State !== 'DISABLED',
    functionName: declared.ref,
    input,
  };
}
