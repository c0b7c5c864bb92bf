/** Observers of the local system hear of each invocation and of each batch of messages, once it is over. */
import type { SQSRecord } from 'aws-lambda';
import type { Outcome } from './functions/outcome.ts';

export interface Invocation {
  /** The physical name. */
  readonly functionName: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome['kind'];
}

export interface SettledBatch {
  readonly functionName: string;
  readonly records: readonly SQSRecord[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** Ids of the messages that were handled and deleted; the others are redelivered. */
  readonly succeeded: ReadonlySet<string>;
}

/** It must not throw: what it watches would suffer. */
export interface Observer {
  invoked(invocation: Invocation): void;
  settled(batch: SettledBatch): void;
}

export const nobody: Observer = { invoked: () => undefined, settled: () => undefined };
