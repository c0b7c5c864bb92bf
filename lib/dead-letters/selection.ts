/** Which letters a command is about. */

import type { Letter } from './dead-message.ts';
import { groupIdOf } from './groups.ts';

export interface Selection {
  readonly group?: string | undefined;
  /** The event's id; for what is no event, the message's. */
  readonly id?: string | undefined;
  readonly olderThan?: string | undefined;
  readonly newerThan?: string | undefined;
  /** Such as `data.currency=GBP`; all of them must hold. */
  readonly where?: readonly string[];
}

export class InvalidSelection extends Error {
  override readonly name = 'InvalidSelection';
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** True if nothing was selected, which is everything. */
export function isEverything({ group, id, olderThan, newerThan, where = [] }: Selection): boolean {
  return (
    group === undefined && id === undefined && olderThan === undefined && newerThan === undefined && where.length === 0
  );
}

/** Throws InvalidSelection, saying what is wrong with which option. */
export function selecting(selection: Selection, now: number): (letter: Letter) => boolean {
  const { group, id } = selection;
  const before = selection.olderThan === undefined ? undefined : moment('--older-than', selection.olderThan, now);
  const after = selection.newerThan === undefined ? undefined : moment('--newer-than', selection.newerThan, now);
  const conditions = (selection.where ?? []).map(conditionOf);
  return (letter) =>
    (group === undefined || groupIdOf(letter) === group) &&
    (id === undefined || letter.event?.id === id || letter.messageId === id) &&
    (before === undefined || letter.sentAt < before) &&
    (after === undefined || letter.sentAt > after) &&
    conditions.every((holds) => holds(letter));
}

/** `90m` ago, or a time in RFC 3339. */
function moment(option: string, text: string, now: number): string {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (count !== undefined && unitMs !== undefined) return new Date(now - Number(count) * unitMs).toISOString();
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidSelection(
    `${option} is ${JSON.stringify(text)}; it must be a duration such as 90m, 12h or 3d, or a time such as 2026-01-31T12:00:00Z`,
  );
}

function conditionOf(text: string): (letter: Letter) => boolean {
  const [, path, expected] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (path === undefined) {
    throw new InvalidSelection(
      `--where is ${JSON.stringify(text)}; it must be a path and a value, such as data.currency=GBP`,
    );
  }
  const steps = path.trim().split('.');
  return ({ event }) => {
    let value: unknown = event;
    for (const step of steps) {
      if (typeof value !== 'object' || value === null) return false;
      value = (value as Record<string, unknown>)[step];
    }
    return String(value) === expected;
  };
}
