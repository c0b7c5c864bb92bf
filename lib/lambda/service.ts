/**
 * What a service is: a declaration that imports nothing which runs. Topics, queues, tables, roles, alarms, environment variables
 * and documentation follow from it.
 */
import type { MetricName } from '../observability/metrics.ts';

/** `EventType` are the event types that may be named; a system narrows it to its contract. */
export interface ServiceDeclaration<EventType extends string = string> {
  /** In kebab-case: the name of its folder, its queue, its records table, and the source of its events. */
  readonly name: string;
  /** The service's job in a few words: it becomes the function's description. */
  readonly does: string;
  /** Without it, the service has no queue, dead-letter queue or records of its own: a door through which events come in. */
  readonly consumes?: readonly EventType[];
  /**
   * Types of `consumes` that get no subscription any more. A type is named here for one deployment before it leaves `consumes`, so that
   * what still waits in the queue is handled. @default []
   */
  readonly unsubscribed?: readonly EventType[];
  readonly publishes: readonly EventType[];
  /** What it answers over HTTP, such as `GET /orders/{id}`, from its own data and in a function of its own. */
  readonly routes?: readonly string[];
  /** Tables of its own in addition to its record per order, by name. */
  readonly tables?: Readonly<Record<string, TableDeclaration>>;
  /** Sparse indexes on its records, by name; the keys are attributes that the consumer's `indexed` writes. */
  readonly indexes?: Readonly<Record<string, IndexDeclaration>>;
  /** Functions of its own that the clock starts, by name: they read its records by index, and keep its own tables. */
  readonly schedules?: Readonly<Record<string, ScheduleDeclaration>>;
  /** What stands behind each of its ports: `sandbox`, which only pretends, or the name of a real adapter. @default {} */
  readonly adapters?: Readonly<Record<string, string>>;
  /** Variables of all its functions, in addition to those that are derived, which it cannot replace. @default {} */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the function that answers its routes. */
  readonly api?: ApiLimits;
  /** @default 30 */
  readonly timeoutSeconds?: number;
  /** @default 512 */
  readonly memoryMegabytes?: number;
  /** @default 10 */
  readonly batchSize?: number;
  /** At least 1 for a batch of more than 10. @default 0 */
  readonly batchWindowSeconds?: number;
  /** Concurrent invocations: 2 to 1,000. @default 10 */
  readonly maximumConcurrency?: number;
  /** Attempts before a message goes to the dead-letter queue. @minimum 5 @default 11 */
  readonly maxAttempts?: number;
  /** Upper bound of the delay before the second attempt, which takes at least half of it; it doubles with each further one, up to the cap. @default 2 */
  readonly retryBaseSeconds?: number;
  /** @default 900 */
  readonly retryCapSeconds?: number;
  /** How long the oldest message may wait before the alarm on age. @default 900 */
  readonly ageObjectiveSeconds?: number;
}

export interface ApiLimits {
  /** Less than the HTTP API waits. @default 10 */
  readonly timeoutSeconds?: number;
  /** @default 512 */
  readonly memoryMegabytes?: number;
}

export interface TableDeclaration {
  readonly partitionKey: string;
}

export interface IndexDeclaration {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Attributes that a query returns in addition to the keys; without them only keys. */
  readonly includes?: readonly string[];
}

export interface ScheduleDeclaration {
  readonly does: string;
  /** `rate(5 minutes)` or `cron(10 2 * * ? *)`, in UTC. */
  readonly runs: string;
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  /** Indexes of the service that it reads, by name. @default none */
  readonly queries?: readonly string[];
  /** A metric that the function writes each time, of which anything above zero is an alarm. */
  readonly alarm?: ScheduleAlarm;
}

export interface ScheduleAlarm {
  readonly metric: MetricName;
  readonly says: string;
  /** The section of docs/runbook.md that the alarm points to. */
  readonly runbook: string;
}
