/** What makes a service a consumer, and what it runs in. */
import type { Clock, Random } from '../clock/clock.ts';
import type { CloudEvent, Draft } from '../cloudevents/envelope.ts';
import type { Validator } from '../cloudevents/validator.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { Decider, Ports } from './decider.ts';

/** A service: its decider and what the pipeline has to know to run it. */
export interface Consumer<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports> {
  /** The service's name in the topology: the source of its events. */
  readonly name: string;
  readonly decider: Decider<Facts, Event, Emitted, P>;
  /** One for each type that the service consumes; a missing one does not compile. */
  readonly validators: { readonly [E in Event as E['type']]: Validator<E['data']> };
  readonly ports: P;
  /**
   * The types with which an order usually begins for this service. Such an event is committed as a blind create, without a
   * read; if the order was known after all, the failed create hands over its record.
   */
  readonly startsWith: readonly Event['type'][];
  /** Attributes for sparse indexes, by name; `{}` takes the order out of them. */
  readonly indexed?: (facts: Facts, subject: string) => Readonly<Record<string, string>>;
}

/** The outside of a consumer: everything that is not pure. */
export interface Environment {
  readonly store: RecordStore;
  readonly publisher: Publisher;
  readonly queue: DeadLetterQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly retry: RetryPolicy;
  /** What was deployed, for the failure attributes. */
  readonly codeVersion: string;
}

/** When a failed message comes again. */
export interface RetryPolicy {
  /** Upper bound of the first delay; it doubles with each attempt. */
  readonly baseSeconds: number;
  /** Upper bound of any delay; at most SQS's 12 hours. */
  readonly capSeconds: number;
  /** With this attempt, a message that fails goes to the dead-letter queue. Below the queue's own `maxReceiveCount`, which knows no reason. */
  readonly maxAttempts: number;
}
