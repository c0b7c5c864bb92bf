/** Reading an envelope from the wire: required attributes and their form, by the CloudEvents 1.0 specification. */

const RFC3339_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** Longest attribute we accept: keys and ids end up in DynamoDB keys and log lines. */
const MAX_ATTRIBUTE_LENGTH = 256;

const REQUIRED = ['id', 'source', 'type', 'subject', 'correlationid'] as const;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with the envelope, naming the attribute but not its value; `undefined` when nothing is. */
export function envelopeProblem(envelope: Readonly<Record<string, unknown>>): string | undefined {
  if (envelope.specversion !== '1.0') return "specversion must be '1.0'";
  for (const name of REQUIRED) {
    const value = envelope[name];
    if (typeof value !== 'string' || value === '') return `${name} must be a string that is not empty`;
    if (value.length > MAX_ATTRIBUTE_LENGTH) return `${name} must have at most ${MAX_ATTRIBUTE_LENGTH} characters`;
  }
  if (
    typeof envelope.time !== 'string' ||
    !RFC3339_UTC.test(envelope.time) ||
    Number.isNaN(Date.parse(envelope.time))
  ) {
    return 'time must be RFC 3339 in UTC, such as 2026-01-31T12:00:00Z';
  }
  if (envelope.traceparent !== undefined && typeof envelope.traceparent !== 'string')
    return 'traceparent must be a string';
  if (!('data' in envelope)) return 'data is missing';
  return undefined;
}
