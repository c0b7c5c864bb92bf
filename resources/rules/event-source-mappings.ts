/** Rules on how functions take their messages: batches, partial failures, concurrency. */
import { LARGEST_BATCH_WITHOUT_WINDOW, LEAST_MAXIMUM_CONCURRENCY, MOST_MAXIMUM_CONCURRENCY } from '../stack/limits.ts';
import { type Found, listAt, numberAt, resourcesOfType } from './reading.ts';
import type { Breach, Rule } from './rule.ts';

/** What Lambda takes where nothing is said. */
const LAMBDA_BATCH_SIZE = 10;

export const batchWindow: Rule = {
  name: 'batch-window',
  says: `A batch of more than ${LARGEST_BATCH_WITHOUT_WINDOW} messages has a batch window of at least one second.`,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html',
  check: forEachMapping(({ id, properties }) => {
    const size = numberAt(properties, 'BatchSize') ?? LAMBDA_BATCH_SIZE;
    const window = numberAt(properties, 'MaximumBatchingWindowInSeconds') ?? 0;
    if (size <= LARGEST_BATCH_WITHOUT_WINDOW || window >= 1) return undefined;
    return {
      resource: id,
      value: `BatchSize is ${size} with a window of ${window} seconds`,
      fix: `Set batchWindowSeconds of its service to 1 or more in resources/topology.ts, or batchSize to at most ${LARGEST_BATCH_WITHOUT_WINDOW}.`,
    };
  }),
};

export const partialFailures: Rule = {
  name: 'partial-failures',
  says: 'A function answers for each message by itself, so that one that fails does not bring back its batch.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
  check: forEachMapping(({ id, properties }) => {
    if (listAt(properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures')) return undefined;
    const fix = 'Set FunctionResponseTypes to [ReportBatchItemFailures].';
    return { resource: id, value: 'it does not report batch item failures', fix };
  }),
};

export const maximumConcurrency: Rule = {
  name: 'maximum-concurrency',
  says: `A queue is drained at a concurrency of its own, ${LEAST_MAXIMUM_CONCURRENCY} to ${MOST_MAXIMUM_CONCURRENCY}: a spike in one service takes nothing from another.`,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
  check: forEachMapping(({ id, properties }) => {
    const concurrency = numberAt(properties, 'ScalingConfig', 'MaximumConcurrency');
    if (concurrency !== undefined && isAllowed(concurrency)) return undefined;
    const value = concurrency === undefined ? 'it has no MaximumConcurrency' : `MaximumConcurrency is ${concurrency}`;
    const range = `${LEAST_MAXIMUM_CONCURRENCY} to ${MOST_MAXIMUM_CONCURRENCY}`;
    return { resource: id, value, fix: `Set maximumConcurrency of its service to ${range} in resources/topology.ts.` };
  }),
};

function isAllowed(concurrency: number): boolean {
  return concurrency >= LEAST_MAXIMUM_CONCURRENCY && concurrency <= MOST_MAXIMUM_CONCURRENCY;
}

function forEachMapping(check: (mapping: Found) => Breach | undefined): Rule['check'] {
  return (template) =>
    resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => check(mapping) ?? []);
}
