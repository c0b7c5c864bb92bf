/** Which messages a command is about. */
import { pastMoment } from '../cli/quantities.ts';
import { Refusal } from '../cli/refusal.ts';
import { timestamp } from '../clock/clock.ts';
import type { DeadMessage } from './dead-message.ts';
import { groupIdOf } from './groups.ts';

/** As the user gave it, on the command line or on the console's page. */
export interface SelectionOptions {
  readonly group?: string;
  /** The event's id; for what is not an event, the message's. */
  readonly id?: string;
  /** `90m`, or a time in RFC 3339. */
  readonly 'older-than'?: string;
  readonly 'newer-than'?: string;
  /** Such as `data.currency=GBP`; all of them must hold. */
  readonly where?: readonly string[];
  /** Words that the body contains, whatever their case. */
  readonly text?: string;
}

export interface Selection {
  readonly isEverything: boolean;
  /** What was understood, in words: `newer than 2026-01-31T12:00:00.000Z`. */
  readonly words: string;
  readonly has: (message: DeadMessage) => boolean;
}

interface Condition {
  readonly words: string;
  readonly holds: (message: DeadMessage) => boolean;
}

/** Throws InvalidQuantity or a Refusal that says what is wrong with which option. */
export function selectionOf(options: SelectionOptions, now: number): Selection {
  const { group, id, where = [], text } = options;
  const conditions: Condition[] = [
    ...(group === undefined ? [] : [{ words: `of group ${group}`, holds: isOfGroup(group) }]),
    ...(id === undefined ? [] : [{ words: `with the id ${id}`, holds: hasId(id) }]),
    ...sent('--older-than', options['older-than'], now, 'older', (sentAt, time) => sentAt < time),
    ...sent('--newer-than', options['newer-than'], now, 'newer', (sentAt, time) => sentAt > time),
    ...where.map(conditionOf),
    ...(text === undefined ? [] : [{ words: `that contain ${JSON.stringify(text)}`, holds: contains(text) }]),
  ];
  return {
    isEverything: conditions.length === 0,
    words: conditions.length === 0 ? 'all' : conditions.map(({ words }) => words).join(', '),
    has: (message) => conditions.every(({ holds }) => holds(message)),
  };
}

const isOfGroup = (group: string) => (message: DeadMessage) => groupIdOf(message) === group;
const hasId =
  (id: string) =>
  ({ event, messageId }: DeadMessage) =>
    event?.id === id || messageId === id;

function contains(text: string) {
  const wanted = text.toLowerCase();
  return ({ body }: DeadMessage) => body.toLowerCase().includes(wanted);
}

function sent(
  option: string,
  text: string | undefined,
  now: number,
  words: string,
  isSo: (sentAt: string, time: string) => boolean,
): Condition[] {
  if (text === undefined) return [];
  const time = timestamp(pastMoment(option, text, now));
  return [{ words: `${words} than ${time}`, holds: ({ sentAt }) => isSo(sentAt, time) }];
}

function conditionOf(text: string): Condition {
  const [, path, expected] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined) {
    throw new Refusal(`--where is ${JSON.stringify(text)}; it must be a path and a value, such as data.currency=GBP`);
  }
  const steps = path.trim().split('.');
  const holds = ({ event }: DeadMessage) => {
    let value: unknown = event;
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
      value = (value as Record<string, unknown>)[step];
    }
    return String(value) === expected;
  };
  return { words: `where ${text}`, holds };
}
