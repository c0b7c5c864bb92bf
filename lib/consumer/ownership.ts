/**
 * Who has to announce what an event caused. A copy of an event causes no copies, and nothing that was committed stays unannounced: so
 * each cause in the outbox has an owner, the delivery that carried it when it was committed, and what was dealt with before is announced
 * again by that delivery and its redrive only. Why these rules: docs/decisions/0008-a-copy-causes-no-copies.md.
 */
import { hash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { OutboxEntry } from '../cloudevents/envelope.ts';
import { PUBLICATION, REDRIVEN, REPLAYED } from '../publishing/message-attributes.ts';
import { FAILURE_PREFIX } from './dead-letter-queue.ts';

/** A delivery, as the outbox remembers it. Ids are hashes of 8 bytes. */
export interface Owner {
  readonly message: string;
  /** How often SQS had delivered the message then. */
  readonly receives: number;
  /** The invocation that it was delivered to. */
  readonly invocation: string;
  /** Of the message; empty when it has none. */
  readonly publication: string;
  /** When SQS had first delivered the message, in seconds since 1970, by SQS's own clock: clocks of functions may be wrong. */
  readonly firstReceivedAt: number;
}

/** A delivery of an event, and what there is to know of it beyond the event. */
export interface Carrier extends Owner {
  /** When SQS got the message, in seconds since 1970. */
  readonly sentAt: number;
  /** It was in the dead-letter queue: it says why, or `dlq redrive` says so. */
  readonly isRedriven: boolean;
  readonly isReplayed: boolean;
}

/** The rows of the table, in their order: the first that fits counts. */
export type Row = 'our own write' | 'died in between' | 'under way' | 'replayed' | 'redriven' | 'no owner' | 'copy';

/** What is to be done with a delivery of an event that is in the inbox already. */
export interface Duty {
  readonly row: Row;
  /** What the event caused is published again. */
  readonly publish: boolean;
  readonly acknowledge: boolean;
  /** The delivery becomes the owner, before it publishes. */
  readonly takesOver: boolean;
}

interface Rule extends Duty {
  readonly fits: (carrier: Carrier, owner: Owner, visibilitySeconds: number) => boolean;
}

const NOTHING = { publish: false, acknowledge: true, takesOver: false };
const AGAIN = { publish: true, acknowledge: true, takesOver: false };

const NO_OWNER: Duty = { row: 'no owner', ...AGAIN };
const COPY: Duty = { row: 'copy', ...NOTHING };

const RULES: readonly Rule[] = [
  {
    row: 'our own write',
    ...AGAIN,
    // The answer to our write was lost; or it is a twin in our batch, with which it is published once.
    fits: (carrier, owner) => isSameMessage(carrier, owner) && carrier.invocation === owner.invocation,
  },
  {
    row: 'died in between',
    ...AGAIN,
    fits: (carrier, owner) => isSameMessage(carrier, owner) && carrier.receives > owner.receives,
  },
  { row: 'under way', publish: false, acknowledge: false, takesOver: false, fits: isSameMessage },
  {
    row: 'replayed',
    ...NOTHING,
    fits: ({ isReplayed, publication }, owner) => isReplayed && publication !== owner.publication,
  },
  {
    row: 'redriven',
    ...AGAIN,
    takesOver: true,
    fits: (carrier, owner, visibilitySeconds) => carrier.isRedriven || isMoved(carrier, owner, visibilitySeconds),
  },
];

/** `owner` is that of the event's cause; `undefined` when an older version wrote it. Pure. */
export function dutyOf(carrier: Carrier, owner: Owner | undefined, visibilitySeconds: number): Duty {
  if (owner === undefined) return NO_OWNER;
  return RULES.find(({ fits }) => fits(carrier, owner, visibilitySeconds)) ?? COPY;
}

function isSameMessage(carrier: Carrier, owner: Owner): boolean {
  return carrier.message === owner.message;
}

/**
 * The same publication, sent again by AWS's move task or console, which leave no trace of their own: SQS cannot have moved the owner's
 * message before its visibility timed out once. SNS's own copies come within seconds.
 */
function isMoved({ publication, sentAt }: Carrier, owner: Owner, visibilitySeconds: number): boolean {
  return publication === owner.publication && sentAt > owner.firstReceivedAt + visibilitySeconds / 2;
}

/** What is known of a record that `invocation` (Lambda's request id) was given. */
export function carrierOf(record: SQSRecord, invocation: string): Carrier {
  const { messageId, attributes, messageAttributes } = record;
  const names = Object.keys(messageAttributes);
  return {
    // A record that was written by hand may have none.
    message: shortHash(messageId ?? ''),
    receives: Number(attributes.ApproximateReceiveCount),
    invocation: shortHash(invocation),
    publication: messageAttributes[PUBLICATION]?.stringValue ?? '',
    firstReceivedAt: secondsOf(attributes.ApproximateFirstReceiveTimestamp),
    sentAt: secondsOf(attributes.SentTimestamp),
    isRedriven: names.some((name) => name === REDRIVEN || name.startsWith(FAILURE_PREFIX)),
    isReplayed: names.includes(REPLAYED),
  };
}

/** Names what a delivery publishes: its copies, by SNS or by a retry, have the same. */
export function publicationOf({ message, receives }: Pick<Carrier, 'message' | 'receives'>): string {
  return shortHash(`${message} ${receives}`);
}

/** 8 bytes of SHA-256, 11 characters. */
export function shortHash(text: string): string {
  return hash('sha256', text, 'buffer').subarray(0, HASH_BYTES).toString('base64url');
}

const HASH_BYTES = 8;

/** What one event caused, owned by `owner`: the first entry says so. 55 bytes. */
export function ownedBy(owner: Owner, entries: readonly OutboxEntry[]): readonly OutboxEntry[] {
  const { message, receives, invocation, publication, firstReceivedAt } = owner;
  const text = [message, receives, invocation, publication, firstReceivedAt.toString(SECONDS_RADIX)].join('.');
  return entries.map((entry, index) => (index === 0 ? { ...entry, owner: text } : entry));
}

/** The owner of what one event caused; `undefined` when an older version wrote it. */
export function ownerOf([first]: readonly OutboxEntry[]): Owner | undefined {
  if (first?.owner === undefined) return undefined;
  const [message = '', receives, invocation = '', publication = '', seconds = ''] = first.owner.split('.');
  return {
    ...{ message, invocation, publication },
    receives: Number(receives),
    firstReceivedAt: Number.parseInt(seconds, SECONDS_RADIX),
  };
}

const SECONDS_RADIX = 36;

function secondsOf(milliseconds: string): number {
  return Math.floor(Number(milliseconds) / 1_000);
}
