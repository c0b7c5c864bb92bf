/** Rules on queues: times, counts, and where messages go that nobody can handle. */

import type { CompiledTemplate } from '../plugins/framework.ts';
import type { Json, Properties } from '../stack/cloudformation.ts';
import { LEAST_MAX_RECEIVE_COUNT, VISIBILITY_PER_FUNCTION_TIMEOUT } from '../stack/limits.ts';
import { at, type Found, listAt, numberAt, referredTo, resourcesOfType } from './reading.ts';
import type { Breach, Rule } from './rule.ts';

/** What SQS and Lambda take where nothing is said. */
const SQS_VISIBILITY_TIMEOUT_SECONDS = 30;
const SQS_RETENTION_SECONDS = 345_600;
const LAMBDA_TIMEOUT_SECONDS = 3;

export const visibilityTimeout: Rule = {
  name: 'visibility-timeout',
  says: `A queue's visibility timeout is at least ${VISIBILITY_PER_FUNCTION_TIMEOUT} times its function's timeout plus the batch window.`,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
      const queue = resourceIn(template, referredTo(properties.EventSourceArn));
      if (queue === undefined) return [];
      const least = leastVisibility(template, properties);
      const actual = numberAt(queue.properties, 'VisibilityTimeout') ?? SQS_VISIBILITY_TIMEOUT_SECONDS;
      if (actual >= least) return [];
      return [
        {
          resource: queue.id,
          value: `VisibilityTimeout is ${actual}`,
          fix: `Set it to at least ${least}, or lower the service's timeoutSeconds or batchWindowSeconds in resources/topology.ts.`,
        },
      ];
    }),
};

/** SQS's own clocks agree within this, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** See docs/decisions/0008-a-copy-causes-no-copies.md: what AWS moved back is told from a copy by half a visibility timeout. */
export const redriveMargin: Rule = {
  name: 'redrive-margin',
  says: `Half of a queue's visibility timeout is more than ${CLOCK_TOLERANCE_SECONDS} s: what AWS moved back is told from a copy by it.`,
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
      const queue = resourceIn(template, referredTo(properties.EventSourceArn));
      if (queue === undefined) return [];
      const actual = numberAt(queue.properties, 'VisibilityTimeout') ?? SQS_VISIBILITY_TIMEOUT_SECONDS;
      if (actual / 2 > CLOCK_TOLERANCE_SECONDS) return [];
      const fix = "Raise the service's timeoutSeconds: the visibility timeout follows from it.";
      return [{ resource: queue.id, value: `VisibilityTimeout is ${actual}`, fix }];
    }),
};

export const receiveCount: Rule = {
  name: 'receive-count',
  says: `A message may be received at least ${LEAST_MAX_RECEIVE_COUNT} times before it goes to the dead-letter queue.`,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::SQS::Queue').flatMap(({ id, properties }) => {
      const count = numberAt(properties, 'RedrivePolicy', 'maxReceiveCount');
      if (count === undefined || count >= LEAST_MAX_RECEIVE_COUNT) return [];
      const fix = `Set maxReceiveCount of its service to ${LEAST_MAX_RECEIVE_COUNT} or more in resources/topology.ts.`;
      return [{ resource: id, value: `maxReceiveCount is ${count}`, fix }];
    }),
};

export const deadLetterQueue: Rule = {
  name: 'dead-letter-queue',
  says: 'Every queue that a function works off has a dead-letter queue.',
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
      const queue = resourceIn(template, referredTo(properties.EventSourceArn));
      if (queue === undefined || dlqOf(queue.properties) !== undefined) return [];
      const fix = 'Give it a RedrivePolicy to a dead-letter queue of its own, as resources/stack/queues.ts does.';
      return [{ resource: queue.id, value: 'it has no RedrivePolicy', fix }];
    }),
};

export const dlqRetention: Rule = {
  name: 'dlq-retention',
  says: 'A dead-letter queue keeps messages longer than the queue they come from, since their age counts from the first sending.',
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::SQS::Queue').flatMap(({ id, properties }) => {
      const dlq = resourceIn(template, dlqOf(properties));
      if (dlq === undefined) return [];
      const queueKeeps = retentionOf(properties);
      const dlqKeeps = retentionOf(dlq.properties);
      if (dlqKeeps > queueKeeps) return [];
      return [
        {
          resource: dlq.id,
          value: `MessageRetentionPeriod is ${dlqKeeps}, that of ${id} is ${queueKeeps}`,
          fix: `Raise it above ${queueKeeps} (1209600, 14 days, is the most), or keep messages in ${id} for less.`,
        },
      ];
    }),
};

export const dlqAlarm: Rule = {
  name: 'dlq-alarm',
  says: 'Every dead-letter queue has an alarm on one message, visible or hidden (NumberOfMessagesSent does not count what SQS moves there).',
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html',
  check: (template) => {
    const alarms = resourcesOfType(template, 'AWS::CloudWatch::Alarm').filter(({ properties }) =>
      tellsOfOne(properties),
    );
    return dlqsIn(template).flatMap((dlq): Breach[] => {
      if (alarms.some((alarm) => watches(alarm, dlq))) return [];
      const fix =
        'Add an alarm on visible and hidden messages together above 0 for it, as resources/stack/alarms.ts does.';
      return [{ resource: dlq.id, value: 'no alarm watches its messages, visible and hidden', fix }];
    });
  },
};

/** Dead-letter queues of queues, and those of subscriptions. */
function dlqsIn(template: CompiledTemplate): Found[] {
  const senders = [
    ...resourcesOfType(template, 'AWS::SQS::Queue'),
    ...resourcesOfType(template, 'AWS::SNS::Subscription'),
  ];
  const ids = new Set(senders.map(({ properties }) => dlqOf(properties)));
  return [...ids].flatMap((id) => resourceIn(template, id) ?? []);
}

export function dlqOf(properties: Properties): string | undefined {
  return referredTo(at(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
}

function tellsOfOne({ ComparisonOperator, Threshold }: Properties): boolean {
  const threshold = Number(Threshold);
  return ComparisonOperator === 'GreaterThanOrEqualToThreshold'
    ? threshold <= 1
    : ComparisonOperator === 'GreaterThanThreshold' && threshold < 1;
}

const COUNTS = ['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesNotVisible'];

/** In one metric alone, hidden messages would be missing. */
function watches(alarm: Found, queue: Found): boolean {
  const metrics = listAt(alarm.properties, 'Metrics').map((metric) => at(metric, 'MetricStat', 'Metric'));
  return COUNTS.every((name) =>
    metrics.some(
      (metric) => at(metric, 'Namespace') === 'AWS/SQS' && at(metric, 'MetricName') === name && isOf(metric, queue),
    ),
  );
}

function isOf(metric: Json | undefined, queue: Found): boolean {
  return listAt(metric, 'Dimensions').some((dimension) => {
    const value = at(dimension, 'Value');
    if (at(dimension, 'Name') !== 'QueueName' || value === undefined) return false;
    return value === queue.properties.QueueName || referredTo(value) === queue.id;
  });
}

function leastVisibility(template: CompiledTemplate, mapping: Properties): number {
  const worker = resourceIn(template, referredTo(mapping.FunctionName));
  const timeout = numberAt(worker?.properties, 'Timeout') ?? LAMBDA_TIMEOUT_SECONDS;
  return VISIBILITY_PER_FUNCTION_TIMEOUT * timeout + (numberAt(mapping, 'MaximumBatchingWindowInSeconds') ?? 0);
}

function retentionOf(queue: Properties): number {
  return numberAt(queue, 'MessageRetentionPeriod') ?? SQS_RETENTION_SECONDS;
}

function resourceIn(template: CompiledTemplate, id: string | undefined): Found | undefined {
  const resource = id === undefined ? undefined : template.Resources[id];
  return id === undefined || resource === undefined ? undefined : { id, properties: resource.Properties };
}
