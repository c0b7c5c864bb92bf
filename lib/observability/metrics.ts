/**
 * Metrics as CloudWatch's embedded metric format: a log line that CloudWatch turns into metrics, so emitting costs no request.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { Clock } from '../clock/clock.ts';

const NAMESPACE = 'Fanfare';

/** A metric's value in one line may be a list of at most this many numbers (embedded metric format). */
const MAX_VALUES = 100;

export type MetricName =
  | 'Handled'
  | 'Duplicates'
  | 'Retried'
  | 'Quarantined'
  | 'Published'
  | 'CommitConflicts'
  | 'TransactionConflicts'
  | 'EventAge'
  | 'DynamoDBReads'
  | 'DynamoDBWrites'
  | 'WriteUnits'
  | 'Accepted'
  | 'Rejected'
  | 'Replayed'
  | 'OverdueOrders'
  | 'RollUpFailures';

export type Write = (line: string) => void;

export interface Metrics {
  /** Adds to a count. */
  add(name: MetricName, by: number): void;
  /** Notes one value of a distribution, in milliseconds. */
  observe(name: MetricName, milliseconds: number): void;
  /** Writes what was counted since the last time, as one line; nothing if there was nothing. */
  flush(): void;
}

/** Whose metrics they are. Without the stage, two stages of one account would share theirs, and so their alarms. */
export interface MetricsOwner {
  readonly stage: string;
  readonly service: string;
}

export function embeddedMetrics(owner: MetricsOwner, clock: Clock, write: Write): Metrics {
  let counts = new Map<MetricName, number>();
  let values = new Map<MetricName, number[]>();
  return {
    add: (name, by) => void counts.set(name, (counts.get(name) ?? 0) + by),
    observe: (name, milliseconds) => {
      const seen = values.get(name);
      if (seen === undefined) values.set(name, [milliseconds]);
      else if (seen.length < MAX_VALUES) seen.push(milliseconds);
    },
    flush: () => {
      if (counts.size === 0 && values.size === 0) return;
      write(lineOf(owner, clock.now(), counts, values));
      counts = new Map();
      values = new Map();
    },
  };
}

function lineOf(
  { stage, service }: MetricsOwner,
  now: number,
  counts: ReadonlyMap<MetricName, number>,
  values: ReadonlyMap<MetricName, readonly number[]>,
): string {
  const definitions = [
    ...[...counts.keys()].map((Name) => ({ Name, Unit: 'Count' })),
    ...[...values.keys()].map((Name) => ({ Name, Unit: 'Milliseconds' })),
  ];
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Stage', 'Service']], Metrics: definitions }],
    },
    Stage: stage,
    Service: service,
    ...Object.fromEntries(counts),
    ...Object.fromEntries(values),
  });
}
