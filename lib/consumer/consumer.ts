/** What makes a service a consumer, and what it runs in. */
import type { Clock, Random } from '../clock/clock.ts';
import type { Validator } from '../cloudevents/validator.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { Decider, ServiceTypes } from './decider.ts';

/** A service: its decider and what the pipeline has to know to run it. */
export interface Consumer<S extends ServiceTypes> {
  /** The service's name in the topology: the source of its events. */
  readonly name: string;
  readonly decider: Decider<S>;
  /** One for each type that the service consumes; a missing one does not compile. */
  readonly validators: { readonly [E in S['event'] as E['type']]: Validator<E['data']> };
  readonly ports: S['ports'];
  /**
   * The types with which an order's record usually starts. Such an event is committed as a blind create, without a read; if the
   * order was known after all, the failed create hands over its record. `[]` reads always.
   */
  readonly startsWith: readonly S['event']['type'][];
  /** Attributes for sparse indexes, by name; `{}` takes the order out of them. Default: none. */
  readonly indexed?: (facts: S['facts'], subject: string) => Readonly<Record<string, string>>;
}

/** The outside of a consumer: everything that is not pure. */
export interface Environment {
  /** The service's records, and the tables that change together with them. */
  readonly store: RecordStore;
  readonly publisher: Publisher;
  /** The service's queue and its dead-letter queue. */
  readonly queue: DeadLetterQueue;
  readonly clock: Clock;
  /** For jitter only. */
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly retry: RetryPolicy;
  /** What was deployed, for the failure attributes. */
  readonly codeVersion: string;
}

/** When a failed message is retried: after a random time between 1 second and a bound that doubles. The numbers are the service's declaration's. */
export interface RetryPolicy {
  /** Upper bound of the first delay, in seconds, at least 1; it doubles with each attempt. */
  readonly baseSeconds: number;
  /** Upper bound of any delay, in seconds; at most SQS's 12 hours, less the 15 minutes of a function (`MAX_DELAY_SECONDS`). */
  readonly capSeconds: number;
  /** With this attempt, a message that fails goes to the dead-letter queue. Below the queue's own `maxReceiveCount`, which knows no reason. */
  readonly maxAttempts: number;
  /** How long SQS hides a message that it delivered: the queue's visibility timeout. */
  readonly visibilitySeconds: number;
}
