/** What a record says of an event. The pipeline, the verdict on a dead letter, the console and the simulator's witness all ask here. */
import type { CloudEvent, OutboxEntry } from '../cloudevents/envelope.ts';
import { eventKey } from '../cloudevents/event-id.ts';
import type { StoredRecord } from './record-store.ts';

export interface LookUp {
  /** Under this key the event is in the inbox, and what it caused in the outbox. */
  readonly key: string;
  readonly isApplied: boolean;
  /** What the event caused. */
  readonly caused: readonly OutboxEntry[];
}

export function lookUp(
  { inbox, outbox }: Pick<StoredRecord, 'inbox' | 'outbox'>,
  event: Pick<CloudEvent, 'source' | 'id'>,
): LookUp {
  const key = eventKey(event);
  // An id may be the name of what every object inherits, such as `constructor`.
  const caused = Object.hasOwn(outbox, key) ? outbox[key] : undefined;
  return { key, isApplied: inbox.includes(key), caused: caused ?? [] };
}
