/** Alarms: what somebody must be told of. Each says what it means and where the runbook goes on. */
import { batchesOf } from '../../lib/aws/batches.ts';
import { kebabCase, physicalName } from '../../lib/lambda/names.ts';
import { alarm, calculation, measure } from './alarm.ts';
import { type Properties, type Resources, ref } from './cloudformation.ts';
import { API_P99_OBJECTIVE_MS } from './limits.ts';
import { API_ID } from './names.ts';
import type { ScheduledFunction, Service } from './services.ts';
import type { Settings } from './settings.ts';

export function serviceAlarms(service: Service, settings: Settings): Resources {
  const { name } = service;
  return {
    ...queueAlarm(name, 'Dlq', 'dlq-not-empty', `${name} could not handle a message`, settings),
    ...queueAlarm(name, 'DeliveryDlq', 'deliveries-set-aside', `SNS could not deliver to ${name}`, settings),
    ...ageAlarm(service, settings),
    ...functionAlarms(name, settings),
    ...retriesAlarm(service, settings),
  };
}

/**
 * `NumberOfMessagesSent` would not do: it does not count what a redrive policy moves. Hidden messages are counted as well: whoever
 * looks at a message hides it, and a command that was killed leaves it hidden.
 */
function queueAlarm(owner: string, kind: 'Dlq' | 'DeliveryDlq', runbook: string, says: string, settings: Settings) {
  return alarm(settings, {
    owner,
    trouble: kind,
    says,
    runbook,
    measure: messagesIn(physicalName(settings.prefix, owner, kebabCase(kind))),
    above: 0,
    periods: 1,
    badPeriods: 1,
  });
}

/** Visible and hidden messages together, at their most in each period. A period without figures is as the one before. */
function messagesIn(QueueName: string): Properties {
  const count = (id: string, metric: string) =>
    ({ id, namespace: 'AWS/SQS', metric, statistic: 'Maximum', dimensions: { QueueName } }) as const;
  return calculation('FILL(visible, REPEAT) + FILL(hidden, REPEAT)', [
    count('visible', 'ApproximateNumberOfMessagesVisible'),
    count('hidden', 'ApproximateNumberOfMessagesNotVisible'),
  ]);
}

function ageAlarm({ name, ageObjectiveSeconds }: Service, settings: Settings): Resources {
  return alarm(settings, {
    owner: name,
    trouble: 'Age',
    says: `${name} lets messages wait longer than ${ageObjectiveSeconds} seconds`,
    runbook: 'messages-wait-too-long',
    measure: measure('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum', {
      QueueName: physicalName(settings.prefix, name),
    }),
    above: ageObjectiveSeconds,
    periods: 5,
    badPeriods: 3,
  });
}

/** A failed record is answered for in the batch response: an error here is a crash or a time-out. */
export function functionAlarms(name: string, settings: Settings): Resources {
  return alarm(settings, {
    owner: name,
    trouble: 'Errors',
    says: `${name} keeps crashing or timing out`,
    runbook: 'function-errors',
    measure: measure('AWS/Lambda', 'Errors', 'Sum', { FunctionName: physicalName(settings.prefix, name) }),
    above: 0,
    periods: 5,
    badPeriods: 3,
  });
}

/** Functions are throttled when the account has no concurrency left, which is nobody's own trouble. */
export function throttleAlarms(functions: readonly string[], settings: Settings): Resources {
  return inGroups(functions, (group, number) =>
    alarm(settings, {
      owner: 'functions',
      trouble: `Throttled${number}`,
      says: `The account denies concurrency to one of ${group.join(', ')}`,
      runbook: 'function-throttles',
      measure: calculation(
        'SUM(METRICS())',
        group.map((name, index) => ({
          id: `throttles${index}`,
          namespace: 'AWS/Lambda',
          metric: 'Throttles',
          statistic: 'Sum',
          dimensions: { FunctionName: physicalName(settings.prefix, name) },
        })),
      ),
      above: 0,
      periods: 5,
      badPeriods: 3,
    }),
  );
}

/** Of a function that the clock starts: what it reports, and that it runs at all. A run that fails is no run. */
export function scheduleAlarms(scheduled: ScheduledFunction, settings: Settings): Resources {
  return { ...silenceAlarm(scheduled, settings), ...metricAlarm(scheduled, settings) };
}

/** Runs in a row that may be missed or fail. */
const MISSED_RUNS = 3;

/** Lambda counts an error with every invocation, 0 where there was none, so that a missing value means: not even started. */
function silenceAlarm({ name, runs }: ScheduledFunction, settings: Settings): Resources {
  const dimensions = { FunctionName: physicalName(settings.prefix, name) };
  const counts = ['Invocations', 'Errors'].map((metric) => {
    return { id: metric.toLowerCase(), namespace: 'AWS/Lambda', metric, statistic: 'Sum', dimensions } as const;
  });
  return alarm(settings, {
    owner: name,
    trouble: 'Silent',
    says: `${name} has not run successfully ${MISSED_RUNS} times in a row`,
    runbook: 'a-schedule-is-silent',
    measure: calculation('IF(invocations - errors < 1, 1, 0)', counts, intervalSeconds(runs)),
    above: 0,
    periods: MISSED_RUNS,
    badPeriods: MISSED_RUNS,
    isSilenceBad: true,
  });
}

/** An alarm looks back over a day at most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_INTERVAL_SECONDS = 86_400 / MISSED_RUNS;

/** Between two runs; of a schedule by the calendar, the longest that an alarm can look at. */
function intervalSeconds(runs: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(runs) ?? [];
  const seconds = Number(count) * ({ minute: 60, hour: 3_600, day: 86_400 }[unit] ?? 0);
  return seconds === 0 ? MAX_INTERVAL_SECONDS : Math.min(seconds, MAX_INTERVAL_SECONDS);
}

/** The function writes the metric each time it runs; the alarm looks back over two runs, so it does not flap between them. */
function metricAlarm({ name, alarm: declared }: ScheduledFunction, settings: Settings): Resources {
  if (declared === undefined) return {};
  const { metric, says, runbook } = declared;
  return alarm(settings, {
    owner: name,
    trouble: metric,
    says,
    runbook,
    measure: measure('Fanfare', metric, 'Maximum', { Stage: settings.stage, Service: name }),
    above: 0,
    periods: 10,
    badPeriods: 1,
  });
}

const RETRIES_PERIOD_SECONDS = 300;

/**
 * The age of a queue's oldest message leaves out what was received three times or more, so what fails again and again is seen by its
 * retries. A single message is retried less often than this from its ninth attempt on, and goes to the dead-letter queue soon.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
function retriesAlarm({ name }: Service, settings: Settings): Resources {
  const dimensions = { Stage: settings.stage, Service: name };
  return alarm(settings, {
    owner: name,
    trouble: 'Retries',
    says: `${name} has retried messages for a quarter of an hour`,
    runbook: 'messages-are-retried',
    measure: measure('Fanfare', 'Retried', 'Sum', dimensions, RETRIES_PERIOD_SECONDS),
    above: 0,
    periods: 3,
    badPeriods: 3,
  });
}

/** Metrics that one alarm may add up. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const METRICS_PER_ALARM = 10;

/** What failed lies in a delivery DLQ, whose own alarm says whose it is: here it is enough to add up topics. */
export function deliveryAlarms(events: readonly string[], settings: Settings): Resources {
  return inGroups(events, (group, number) => deliveryAlarm(group, number, settings));
}

/** As many alarms as it takes, each on as many metrics as one may add up. */
function inGroups(
  names: readonly string[],
  alarmOf: (group: readonly string[], number: number) => Resources,
): Resources {
  const limits = { maxEntries: METRICS_PER_ALARM, maxBytes: Number.POSITIVE_INFINITY };
  return Object.assign({}, ...batchesOf(names, limits, () => 0).map((group, index) => alarmOf(group, index + 1)));
}

function deliveryAlarm(events: readonly string[], number: number, settings: Settings): Resources {
  const failed = events.map((event, index) => ({
    id: `failed${index}`,
    namespace: 'AWS/SNS',
    metric: 'NumberOfNotificationsFailed',
    statistic: 'Sum' as const,
    dimensions: { TopicName: physicalName(settings.prefix, event) },
  }));
  return alarm(settings, {
    owner: 'deliveries',
    trouble: `Failed${number}`,
    says: `SNS failed to deliver one of ${events.join(', ')}`,
    runbook: 'notifications-failed',
    above: 0,
    periods: 1,
    badPeriods: 1,
    measure: calculation('SUM(METRICS())', failed),
  });
}

/** These alarms had this owner when one function answered every route; their names stay. */
const API_OWNER = 'order-api';

/** Over all routes: which function it is, the access log says. */
/** The longest that CloudWatch looks back, in hours. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const WEEK_HOURS = 168;
const HOUR_SECONDS = 3_600;

/**
 * SQS deletes a message 14 days after it was first sent, but its age metric counts from when it came to the DLQ. What tells in time is
 * that dead-letter queues were not empty in any hour of a week: it leaves a week. `dlq list` says which messages have how long.
 * Visible messages are enough here: what is hidden is hidden for a minute, and this looks at the most in an hour. That makes it an
 * alarm for ten queues, where two for each service would use up the template's room.
 */
export function weekAlarms(services: readonly string[], settings: Settings): Resources {
  const kinds = ['dlq', 'delivery-dlq'];
  const queues = services.flatMap((name) => kinds.map((kind) => physicalName(settings.prefix, name, kind)));
  return inGroups(queues, (group, number) => weekAlarm(group, number, settings));
}

function weekAlarm(queues: readonly string[], number: number, settings: Settings): Resources {
  const visible = queues.map((QueueName, index) => ({
    id: `visible${index}`,
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    statistic: 'Maximum' as const,
    dimensions: { QueueName },
  }));
  return alarm(settings, {
    owner: 'dlqs',
    trouble: `Week${number}`,
    says: `Dead-lettered messages waited in every hour of a week, and SQS deletes them 14 days after they were first sent, in one of ${queues.join(', ')}`,
    runbook: 'dlq-not-empty-for-a-week',
    measure: calculation('SUM(FILL(METRICS(), REPEAT))', visible, HOUR_SECONDS),
    above: 0,
    periods: WEEK_HOURS,
    badPeriods: WEEK_HOURS,
  });
}

export function apiAlarms(settings: Settings): Resources {
  const dimensions = { ApiId: ref(API_ID) };
  const common = { owner: API_OWNER, periods: 5, badPeriods: 3 } as const;
  return {
    ...alarm(settings, {
      ...common,
      trouble: 'ServerErrors',
      says: 'The HTTP API keeps answering with server errors',
      runbook: 'api-server-errors',
      measure: measure('AWS/ApiGateway', '5xx', 'Sum', dimensions),
      above: 0,
    }),
    ...alarm(settings, {
      ...common,
      trouble: 'Latency',
      says: `The slowest 1% of the HTTP API's answers take longer than ${API_P99_OBJECTIVE_MS} ms`,
      runbook: 'api-latency',
      // Of few calls, p99 is the slowest: three minutes of five with such a call are no blip.
      measure: measure('AWS/ApiGateway', 'Latency', 'p99', dimensions),
      above: API_P99_OBJECTIVE_MS,
    }),
  };
}
