/**
 * Counts, rates, durations and times as people type them: one strict parser for every command and for the console. What is only
 * nearly right is refused, because `90` for `90m` would be another time, and half a message is none.
 */

/** Text that is not what an option takes: the message names the option, the text, and what would be right. */
export class InvalidQuantity extends Error {
  override readonly name = 'InvalidQuantity';
}

interface Bounds {
  readonly min: number;
  readonly max?: number;
}

/** A whole number from `min` to `max`. Only decimal digits: no sign, no exponent, no space. */
export function count(option: string, text: string, { min, max = Number.MAX_SAFE_INTEGER }: Bounds): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw invalid(option, text, `a whole number ${rangeOf(min, max, Number.MAX_SAFE_INTEGER)}`);
}

/** A decimal number above zero, at most `max`: `20`, `0.5`. */
export function amount(option: string, text: string, max = 1e9): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= max) return value;
  throw invalid(option, text, `a number above 0, at most ${max}`);
}

/** So many a second: `20`, `20/s`, `0.5`. */
export function rate(option: string, text: string, max = 100_000): number {
  const value = Number(text.replace(/\/s$/, ''));
  if (/^\d+(\.\d+)?(\/s)?$/.test(text) && value > 0 && value <= max) return value;
  throw invalid(option, text, `a number a second above 0, at most ${max}, such as 20 or 0.5/s`);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The longest duration: ten years. Whatever is longer was a slip of the finger. */
const MAX_DAYS = 3_650;

/** A duration in milliseconds: `90s`, `90m`, `12h` or `3d`. A number without a unit is refused. */
export function duration(option: string, text: string): number {
  const milliseconds = durationIn(text);
  if (milliseconds !== undefined) return milliseconds;
  throw invalid(option, text, 'a duration with its unit, such as 90s, 90m, 12h or 3d');
}

/**
 * A moment in the past, in milliseconds since 1970: a duration before `now`, such as `90m`, or a time in RFC 3339 with its zone,
 * such as `2026-01-31T12:00:00Z`.
 */
export function pastMoment(option: string, text: string, now: number): number {
  const milliseconds = durationIn(text);
  if (milliseconds !== undefined) return now - milliseconds;
  const time = RFC_3339.test(text) ? timeIn(text) : undefined;
  if (time === undefined) {
    throw invalid(option, text, 'a duration such as 90m, 12h or 3d, or a time such as 2026-01-31T12:00:00Z');
  }
  if (time > now) throw invalid(option, text, 'a time in the past');
  return time;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** `undefined` also for a day that its month does not have: `Date.parse` would take 31 February for 3 March. */
function timeIn(text: string): number | undefined {
  const time = Date.parse(text);
  const wall = Date.parse(`${text.slice(0, 19)}Z`);
  return Number.isNaN(time) || new Date(wall).toISOString().slice(0, 19) !== text.slice(0, 19) ? undefined : time;
}

function durationIn(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(digits) * (UNIT_MS[unit] ?? Number.NaN);
  return milliseconds > 0 && milliseconds <= MAX_DAYS * 86_400_000 ? milliseconds : undefined;
}

function rangeOf(min: number, max: number, none: number): string {
  return max === none ? `of at least ${min}` : `from ${min} to ${max}`;
}

function invalid(option: string, text: string, right: string): InvalidQuantity {
  return new InvalidQuantity(`${option} is ${JSON.stringify(text)}; it must be ${right}`);
}
