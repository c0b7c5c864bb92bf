/** An event source mapping as the template declares it. */
import { compileFilter, type Filter } from './filter.ts';
import { booleanOf, type Json, type JsonObject, listOf, numberOf, objectOf, textOf } from './template/json.ts';
import type { Resource, Stack } from './template/stack.ts';

export interface MappingSettings {
  readonly logicalId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly region: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
  readonly enabled: boolean;
  /** How long the queue hides a message that it delivered. */
  readonly visibilitySeconds: number;
  /** Which messages the function wants; absent when all. */
  readonly filter?: Filter;
}

/** Lambda's own, where the template says nothing. */
const DEFAULT_BATCH_SIZE = 10;

/** Without a maximum, Lambda scales to 1,000; no single machine does. */
const DEFAULT_CONCURRENCY = 10;

/** SQS's own, where the template says nothing. */
const DEFAULT_VISIBILITY_SECONDS = 30;

/** `visibilitySeconds`: of every queue, instead of what the template says. */
export function mappingsOf(stack: Stack, visibilitySeconds?: number): MappingSettings[] {
  return stack
    .resources('AWS::Lambda::EventSourceMapping')
    .map((resource) => settingsOf(resource, stack, visibilitySeconds));
}

function settingsOf({ logicalId, properties }: Resource, stack: Stack, visibilitySeconds?: number): MappingSettings {
  const at = (name: string) => `${logicalId}.${name}`;
  const queueArn = textOf(properties.EventSourceArn, at('EventSourceArn'));
  const queue = queueOf(queueArn, logicalId, stack);
  const visibility = queue.properties.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS;
  const scaling = objectOf(properties.ScalingConfig ?? {}, at('ScalingConfig'));
  const target = functionOf(textOf(properties.FunctionName, at('FunctionName')), stack);
  const filter = filterOf(properties, logicalId);
  return {
    logicalId,
    functionName: target.ref,
    functionArn: textOf(target.attributes.Arn, at('FunctionName')),
    queueArn,
    queueUrl: queue.ref,
    region: stack.region,
    batchSize: numberOf(properties.BatchSize ?? DEFAULT_BATCH_SIZE, at('BatchSize')),
    windowSeconds: numberOf(properties.MaximumBatchingWindowInSeconds ?? 0, at('MaximumBatchingWindowInSeconds')),
    maximumConcurrency: numberOf(scaling.MaximumConcurrency ?? DEFAULT_CONCURRENCY, at('MaximumConcurrency')),
    reportsItemFailures: listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
    enabled: booleanOf(properties.Enabled ?? true, at('Enabled')),
    visibilitySeconds: visibilitySeconds ?? numberOf(visibility, `${queue.logicalId}.VisibilityTimeout`),
    ...(filter !== undefined && { filter }),
  };
}

/** The template may give the name or the ARN. */
function functionOf(reference: string, stack: Stack): Resource {
  const declared = stack
    .resources('AWS::Lambda::Function')
    .find(({ ref, attributes }) => ref === reference || attributes.Arn === reference);
  if (declared !== undefined) return declared;
  throw new Error(`an event source mapping names ${reference}, which is not a function of the template`);
}

function queueOf(queueArn: string, logicalId: string, stack: Stack): Resource {
  const queue = stack.resources('AWS::SQS::Queue').find(({ attributes }) => attributes.Arn === queueArn);
  if (queue !== undefined) return queue;
  throw new Error(`${logicalId} reads from ${queueArn}, which is not a queue of the template: only SQS is run locally`);
}

function filterOf({ FilterCriteria }: JsonObject, logicalId: string): Filter | undefined {
  const criteria = objectOf(FilterCriteria ?? {}, `${logicalId}.FilterCriteria`);
  const patterns = listOf(criteria.Filters).map((filter): Json => {
    const pattern: Json = JSON.parse(textOf(objectOf(filter, logicalId).Pattern, `${logicalId}.Pattern`));
    return pattern;
  });
  return patterns.length === 0 ? undefined : compileFilter(patterns.map((pattern) => objectOf(pattern, logicalId)));
}
