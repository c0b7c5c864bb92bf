/** Groups by cause: letters that failed alike are one line, however many they are. */
import { createHash } from 'node:crypto';
import type { Letter } from './dead-message.ts';
import type { Group } from './reports.ts';

const UNKNOWN_TYPE = 'unreadable';

export function groupIdOf(letter: Letter): string {
  const { cause } = letter;
  const parts = [cause.class, shapeOf(cause.message), eventTypeOf(letter)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

/** Adds letters up, one at a time; holds one entry per group. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  add(letter: Letter): void {
    const group = groupIdOf(letter);
    const known = this.#groups.get(group);
    const first = letter.cause.first ?? letter.sentAt;
    const last = letter.cause.last ?? letter.sentAt;
    this.#groups.set(group, {
      group,
      class: letter.cause.class,
      shape: shapeOf(letter.cause.message),
      eventType: eventTypeOf(letter),
      messages: (known?.messages ?? 0) + 1,
      firstSeen: known === undefined || first < known.firstSeen ? first : known.firstSeen,
      lastSeen: known === undefined || last > known.lastSeen ? last : known.lastSeen,
    });
  }

  /** The largest first. */
  get all(): Group[] {
    return [...this.#groups.values()].sort((left, right) => right.messages - left.messages);
  }
}

function eventTypeOf({ event }: Letter): string {
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
