/** The record a service keeps per order: facts, inbox and outbox in one item, changed by one conditional write. */
import type { OutboxEntry } from '../cloudevents/envelope.ts';
import type { JoinedWrite, Refusal } from './joined-write.ts';

export interface StoredRecord {
  readonly subject: string;
  /** Counts the writes; 0 means that there is no item yet. */
  readonly version: number;
  /** What the service knows of the order; `undefined` when it has never heard of it. */
  readonly facts: unknown;
  /** Keys of the events dealt with, oldest first: ids, and those of other sources with their source (see `eventKey`). */
  readonly inbox: readonly string[];
  /** What was announced, by the key of the event that caused it. */
  readonly outbox: Readonly<Record<string, readonly OutboxEntry[]>>;
}

/** Replaces the record of `next.subject`, if it is still at version `next.version - 1`, together with `join`. */
export interface Commit {
  readonly next: StoredRecord;
  /** Attributes for the table's sparse indexes; what is left out is not indexed. */
  readonly indexed: Readonly<Record<string, string>>;
  readonly join: readonly JoinedWrite[];
}

export type CommitResult =
  | { readonly kind: 'committed' }
  /** Somebody else wrote the record in between; `found` is what is there now. */
  | { readonly kind: 'conflict'; readonly found: StoredRecord }
  /** Conditions of joined writes did not hold; nothing was written. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** For who only looks at records: it takes no right to write. */
export interface RecordReader {
  /** The record as it is (strongly consistent); version 0 when there is none. Throws TransientError. */
  load(subject: string): Promise<StoredRecord>;
}

export interface RecordWriter {
  /** Atomic. Throws TransientError when it may or may not have happened, or when the store is busy: commit again. */
  commit(commit: Commit): Promise<CommitResult>;
}

export interface RecordStore extends RecordReader, RecordWriter {}

/** The record of an order that was never heard of. */
export function absentRecord(subject: string): StoredRecord {
  return { subject, version: 0, facts: undefined, inbox: [], outbox: {} };
}
