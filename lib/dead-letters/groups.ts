/** Groups by cause: messages that failed alike are one line, however many they are. */
import { createHash } from 'node:crypto';
import { timestamp } from '../clock/clock.ts';
import type { DeadMessage } from './dead-message.ts';
import { shownAttribute, shownText } from './masking.ts';
import type { Group } from './reports.ts';

const UNKNOWN_TYPE = 'unreadable';

export function groupIdOf(message: DeadMessage): string {
  const { cause } = message;
  const parts = [cause.class, shapeOf(cause.message), eventTypeOf(message)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

/** Adds messages up, one at a time; holds one entry per group. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #retentionSeconds: number;

  /** For so long after it was sent does the queue keep a message. */
  constructor(retentionSeconds: number) {
    this.#retentionSeconds = retentionSeconds;
  }

  add(message: DeadMessage): void {
    const { cause, sentAt } = message;
    const group = groupIdOf(message);
    const known = this.#groups.get(group);
    const first = cause.first ?? sentAt;
    const last = cause.last ?? sentAt;
    const expires = timestamp(Date.parse(sentAt) + this.#retentionSeconds * 1_000);
    this.#groups.set(group, {
      group,
      class: shownText(cause.class),
      shape: shapeOf(shownText(cause.message)),
      eventType: String(shownAttribute('type', eventTypeOf(message))),
      messages: (known?.messages ?? 0) + 1,
      firstSeen: earlier(known?.firstSeen, first),
      lastSeen: known === undefined || last > known.lastSeen ? last : known.lastSeen,
      expires: earlier(known?.expires, expires),
    });
  }

  /** The largest first. */
  get all(): Group[] {
    return [...this.#groups.values()].sort((left, right) => right.messages - left.messages);
  }
}

function earlier(known: string | undefined, time: string): string {
  return known === undefined || time < known ? time : known;
}

function eventTypeOf({ event }: DeadMessage): string {
  return event?.type ?? UNKNOWN_TYPE;
}

/** A message without what differs from one failure to the next. */
export function shapeOf(message: string): string {
  return message
    .replaceAll(/"[^"]*"|'[^']*'/g, '"…"')
    .replaceAll(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '…')
    .replaceAll(/\b(?=[\da-z_-]*\d)[\da-z_-]{8,}\b/gi, '…')
    .replaceAll(/\d+/g, 'N');
}
