import fc from 'fast-check';
import { envelopeProblem, isAheadOf, MAX_DEPTH } from '../../../lib/cloudevents/parse.ts';
import { exampleEvent } from '../../../resources/generate/examples.ts';

const envelope = (changes: Record<string, unknown>) => ({ ...exampleEvent('order.placed'), ...changes });
const TIME = 'time must be RFC 3339 in UTC, such as 2026-01-31T12:00:00Z, of a day that exists';

/** Objects within objects, `levels` of them. */
function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 1; level < levels; level += 1) value = { value };
  return value;
}

describe('the time of an event', () => {
  it.each(['2026-02-30', '2026-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2100-02-29'])(
    'is not on a day that does not exist: %s',
    (day) => {
      expect(envelopeProblem(envelope({ time: `${day}T12:00:00Z` }))).toBe(TIME);
    },
  );

  it.each(['2024-02-29T23:59:59.999999999Z', '2026-12-31T00:00:00Z', '2000-02-29T12:00:00.5Z'])('may be %s', (time) => {
    expect(envelopeProblem(envelope({ time }))).toBeUndefined();
  });

  it.each([undefined, 7, '', '2026-01-31', '2026-01-31T12:00:00+01:00', '2026-01-31T25:00:00Z', '26-01-31T12:00:00Z'])(
    'is not %s',
    (time) => {
      expect(envelopeProblem(envelope({ time }))).toBe(TIME);
    },
  );

  it('is a day of the calendar, whatever the numbers', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    const seen = { real: 0, unreal: 0 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2200 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const isReal = day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
          seen[isReal ? 'real' : 'unreal'] += 1;
          const time = `${year}-${two(month)}-${two(day)}T00:00:00Z`;
          expect(envelopeProblem(envelope({ time }))).toBe(isReal ? undefined : TIME);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(seen.unreal).toBeGreaterThan(0);
  });

  it('is at most a day ahead of the clock', () => {
    const now = Date.parse('2026-01-31T12:00:00Z');
    expect(isAheadOf(now, '2026-02-01T12:00:00.000Z')).toBe(false);
    expect(isAheadOf(now, '2026-02-01T12:00:00.001Z')).toBe(true);
    expect(isAheadOf(now, '9999-01-01T00:00:00Z')).toBe(true);
  });
});

describe('an attribute of an event', () => {
  const names = ['id', 'source', 'type', 'subject', 'correlationid', 'causationid', 'traceparent', 'dataschema'];

  it.each([
    ['half a character', '\ud83e'],
    ['the other half', 'a\udd16'],
    ['an escape character', '\u001b[2J'],
    ['a line break', 'a\nb'],
    ['a noncharacter', '\uffff'],
  ])('holds no %s', (_, value) => {
    for (const name of names) {
      expect(envelopeProblem(envelope({ [name]: value }))).toBe(
        `${name} must be well-formed text without control characters`,
      );
    }
  });

  it('has 256 characters at most, whether or not it must be there', () => {
    for (const name of names) {
      expect(envelopeProblem(envelope({ [name]: 'x'.repeat(256) }))).toBeUndefined();
      expect(envelopeProblem(envelope({ [name]: 'x'.repeat(257) }))).toBe(`${name} must have at most 256 characters`);
      expect(envelopeProblem(envelope({ [name]: '' }))).toBe(`${name} must be a string that is not empty`);
    }
  });

  it('fits a key of DynamoDB and is read back as it was written, whatever it is', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), utf16()), (subject) => {
        const isAccepted = envelopeProblem(envelope({ subject })) === undefined;
        seen[isAccepted ? 'accepted' : 'refused'] += 1;
        if (!isAccepted) return;
        const bytes = Buffer.from(subject);
        expect(bytes.toString()).toBe(subject);
        expect(bytes.length).toBeGreaterThan(0);
        expect(bytes.length).toBeLessThanOrEqual(1_024);
      }),
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(0);
  });
});

describe('the depth of an event', () => {
  it('is 64 levels at most, and more is named, not a crash', () => {
    expect(envelopeProblem(envelope({ data: nested(MAX_DEPTH - 1) }))).toBeUndefined();
    const problem = 'arrays and objects must not be nested more than 64 deep';
    expect(envelopeProblem(envelope({ data: nested(MAX_DEPTH) }))).toBe(problem);
    const arrays = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    expect(envelopeProblem(envelope({ unknown: arrays }))).toBe(problem);
  });
});

/** Any units of UTF-16, halves of characters among them. */
function utf16() {
  return fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units));
}
