/** The CloudEvents 1.0 envelope that every event travels in: what it is, and how one is made from its cause. */
import { eventId, eventKey } from './event-id.ts';

/** An event as it stands on the wire (CloudEvents 1.0, JSON format, with our three extensions). */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** Deterministic (see `eventId`), so publishing again never makes a second event. */
  readonly id: string;
  /** Who published it, as a URI reference: `/payment`. */
  readonly source: string;
  readonly type: Type;
  /** What it is about. All events of one subject are handled one after another: here, the order id. */
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** URI of the JSON Schema of `data`. */
  readonly dataschema: string;
  /** The same for every event that follows from one first event. */
  readonly correlationid: string;
  /** The id of the event that this one follows from; absent on a first event. */
  readonly causationid?: string;
  /** W3C trace context. It travels in the event, so the trace survives a redrive. */
  readonly traceparent?: string;
  readonly data: Data;
}

/** What a decider emits: the envelope is the pipeline's business. */
export interface Draft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** A draft that was committed: it keeps the time at which it came to be, so that publishing it again changes nothing. */
export interface OutboxEntry extends Draft {
  readonly time: string;
  /** On the first entry of a cause: the delivery that carried the cause (see `lib/consumer/ownership.ts`). Older versions wrote none. */
  readonly owner?: string;
}

/** The URI that names the schema of an event type's data. */
export function schemaUri(type: string): string {
  return `urn:fanfare:event:${type}:1`;
}

/** The event that `entry` stands for, published by `publisher` because of `cause`. Pure: the same arguments, the same bytes. */
export function envelopeOf(entry: OutboxEntry, publisher: string, cause: CloudEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: eventId(publisher, eventKey(cause), entry.type),
    source: `/${publisher}`,
    type: entry.type,
    subject: cause.subject,
    time: entry.time,
    datacontenttype: 'application/json',
    dataschema: schemaUri(entry.type),
    correlationid: cause.correlationid,
    causationid: cause.id,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
    data: entry.data,
  };
}
