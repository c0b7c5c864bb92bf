/** Alarms: what somebody must be told of. Each says what it means and where the runbook goes on. */
import { kebabCase, physicalName } from '../../lib/lambda/names.ts';
import { alarm, IGNORE_FEW_CALLS, measure, PERIOD_SECONDS } from './alarm.ts';
import { type Properties, type Resources, ref } from './cloudformation.ts';
import { API_P99_OBJECTIVE_MS, CONCURRENCY_ALARM_SHARE } from './limits.ts';
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
    ...concurrencyAlarm(service, settings),
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
  const count = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: QueueName }] },
      Period: PERIOD_SECONDS,
      Stat: 'Maximum',
    },
  });
  return {
    Metrics: [
      count('visible', 'ApproximateNumberOfMessagesVisible'),
      count('hidden', 'ApproximateNumberOfMessagesNotVisible'),
      { Id: 'all', Expression: 'FILL(visible, REPEAT) + FILL(hidden, REPEAT)', ReturnData: true },
    ],
  };
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
  const dimensions = { FunctionName: physicalName(settings.prefix, name) };
  const common = { owner: name, above: 0, periods: 5, badPeriods: 3 } as const;
  return {
    ...alarm(settings, {
      ...common,
      trouble: 'Errors',
      says: `${name} keeps crashing or timing out`,
      runbook: 'function-errors',
      measure: measure('AWS/Lambda', 'Errors', 'Sum', dimensions),
    }),
    ...alarm(settings, {
      ...common,
      trouble: 'Throttles',
      says: `${name} is denied the concurrency it needs`,
      runbook: 'function-throttles',
      measure: measure('AWS/Lambda', 'Throttles', 'Sum', dimensions),
    }),
  };
}

/** Lambda tries a scheduled event three times within four minutes, so one that never succeeds shows as three errors. */
export function scheduleAlarms(scheduled: ScheduledFunction, settings: Settings): Resources {
  return { ...functionAlarms(scheduled.name, settings), ...metricAlarm(scheduled, settings) };
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

function concurrencyAlarm({ name, maximumConcurrency }: Service, settings: Settings): Resources {
  const limit = Math.floor(maximumConcurrency * CONCURRENCY_ALARM_SHARE);
  return alarm(settings, {
    owner: name,
    trouble: 'Concurrency',
    says: `${name} has run near its ${maximumConcurrency} concurrent invocations for a quarter of an hour`,
    runbook: 'concurrency-near-maximum',
    measure: measure('AWS/Lambda', 'ConcurrentExecutions', 'Maximum', {
      FunctionName: physicalName(settings.prefix, name),
    }),
    above: Math.min(limit, maximumConcurrency - 1),
    periods: 15,
    badPeriods: 15,
  });
}

/** Metrics that one alarm may add up. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const METRICS_PER_ALARM = 10;

/** What failed lies in a delivery DLQ, whose own alarm says whose it is: here it is enough to add up topics. */
export function deliveryAlarms(events: readonly string[], settings: Settings): Resources {
  const groups = Array.from({ length: Math.ceil(events.length / METRICS_PER_ALARM) }, (_, index) =>
    events.slice(index * METRICS_PER_ALARM, (index + 1) * METRICS_PER_ALARM),
  );
  return Object.assign({}, ...groups.map((group, index) => deliveryAlarm(group, index + 1, settings)));
}

function deliveryAlarm(events: readonly string[], number: number, settings: Settings): Resources {
  const failed = events.map((event, index) => ({
    Id: `failed${index}`,
    ReturnData: false,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SNS',
        MetricName: 'NumberOfNotificationsFailed',
        Dimensions: [{ Name: 'TopicName', Value: physicalName(settings.prefix, event) }],
      },
      Period: PERIOD_SECONDS,
      Stat: 'Sum',
    },
  }));
  const sum = { Id: 'sum', Expression: 'SUM(METRICS())', ReturnData: true };
  return alarm(settings, {
    owner: 'deliveries',
    trouble: `Failed${number}`,
    says: `SNS failed to deliver one of ${events.join(', ')}`,
    runbook: 'notifications-failed',
    above: 0,
    periods: 1,
    badPeriods: 1,
    measure: { Metrics: [...failed, sum] },
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
  const groups = Array.from({ length: Math.ceil(queues.length / METRICS_PER_ALARM) }, (_, index) =>
    queues.slice(index * METRICS_PER_ALARM, (index + 1) * METRICS_PER_ALARM),
  );
  return Object.assign({}, ...groups.map((group, index) => weekAlarm(group, index + 1, settings)));
}

function weekAlarm(queues: readonly string[], number: number, settings: Settings): Resources {
  const visible = queues.map((QueueName, index) => ({
    Id: `visible${index}`,
    ReturnData: false,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: QueueName }],
      },
      Period: HOUR_SECONDS,
      Stat: 'Maximum',
    },
  }));
  return alarm(settings, {
    owner: 'dlqs',
    trouble: `Week${number}`,
    says: `Dead-lettered messages waited in every hour of a week, and SQS deletes them 14 days after they were first sent, in one of ${queues.join(', ')}`,
    runbook: 'dlq-not-empty-for-a-week',
    measure: {
      Metrics: [...visible, { Id: 'sum', Expression: 'SUM(FILL(METRICS(), REPEAT))', ReturnData: true }],
    },
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
      measure: { ...measure('AWS/ApiGateway', 'Latency', 'p99', dimensions), ...IGNORE_FEW_CALLS },
      above: API_P99_OBJECTIVE_MS,
    }),
  };
}
