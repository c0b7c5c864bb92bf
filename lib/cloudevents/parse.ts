/** Reading an envelope from the wire: required attributes and their form, by the CloudEvents 1.0 specification. */

const RFC3339_UTC = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** Longest attribute we accept: keys and ids end up in log lines and in DynamoDB keys, which take 1,024 bytes at least. */
const MAX_ATTRIBUTE_LENGTH = 256;

/** Not allowed in an attribute: control characters, half characters and what Unicode says are none. */
const NOT_ALLOWED = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

const REQUIRED = ['id', 'source', 'type', 'subject', 'correlationid'] as const;
const OPTIONAL = ['causationid', 'traceparent', 'dataschema'] as const;

/** Most levels of arrays and objects in an event: writing JSON takes a stack frame for each, and thousands end in a crash. */
export const MAX_DEPTH = 64;

/** An event may be this much ahead of the clock: clocks differ, but not by years. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1_000;

/** What is wrong with the envelope, naming the attribute but not its value; `undefined` when nothing is. */
export function envelopeProblem(envelope: Readonly<Record<string, unknown>>): string | undefined {
  if (envelope.specversion !== '1.0') return "specversion must be '1.0'";
  for (const name of REQUIRED) {
    const problem = attributeProblem(name, envelope[name]);
    if (problem !== undefined) return problem;
  }
  for (const name of OPTIONAL) {
    const problem = envelope[name] === undefined ? undefined : attributeProblem(name, envelope[name]);
    if (problem !== undefined) return problem;
  }
  if (!isTime(envelope.time)) return 'time must be RFC 3339 in UTC, such as 2026-01-31T12:00:00Z, of a day that exists';
  if (!('data' in envelope)) return 'data is missing';
  if (isDeeper(envelope, MAX_DEPTH)) return `arrays and objects must not be nested more than ${MAX_DEPTH} deep`;
  return undefined;
}

/** True for a time that cannot be when something happened: more than a day ahead of `now`, in milliseconds. */
export function isAheadOf(now: number, time: string): boolean {
  return Date.parse(time) > now + MAX_AHEAD_MS;
}

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system */
function attributeProblem(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return `${name} must be a string that is not empty`;
  if (value.length > MAX_ATTRIBUTE_LENGTH) return `${name} must have at most ${MAX_ATTRIBUTE_LENGTH} characters`;
  return NOT_ALLOWED.test(value) ? `${name} must be well-formed text without control characters` : undefined;
}

/** `Date.parse` takes 30 February for 2 March. */
function isTime(time: unknown): boolean {
  const day = typeof time === 'string' ? RFC3339_UTC.exec(time)?.[1] : undefined;
  const milliseconds = Date.parse(String(time));
  return day !== undefined && !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(day);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
