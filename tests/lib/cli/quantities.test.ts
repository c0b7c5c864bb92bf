import fc from 'fast-check';
import { amount, count, duration, InvalidQuantity, pastMoment, rate } from '../../../lib/cli/quantities.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');

describe('a count', () => {
  it.each([
    ['1', 1],
    ['007', 7],
    ['10000', 10_000],
  ])('%s is %d', (text, value) => {
    expect(count('--limit', text, { min: 1 })).toBe(value);
  });

  it.each(['0.5', '0', '-1', '1e3', '0x10', ' 1', '1 ', '', '1_000', '99999999999999999999', 'ten', '５'])(
    'is not %j',
    (text) => {
      expect(() => count('--limit', text, { min: 1 })).toThrow(InvalidQuantity);
    },
  );

  it('says what is wrong with which option, and what would be right', () => {
    expect(() => count('--canary', '0.5', { min: 1, max: 100 })).toThrow(
      '--canary is "0.5"; it must be a whole number from 1 to 100',
    );
  });

  it('reads back every number in its range, and refuses every other text that Number would take', () => {
    const inRange = fc.property(fc.integer({ min: 1, max: 1e9 }), (value) => {
      expect(count('--limit', String(value), { min: 1 })).toBe(value);
    });
    fc.assert(inRange);
    const fractions = fc.double({ noNaN: true }).filter((value) => !Number.isInteger(value) || value < 1);
    fc.assert(fc.property(fractions, (value) => expect(() => count('--limit', String(value), { min: 1 })).toThrow()));
  });
});

describe('a rate', () => {
  it.each([
    ['20', 20],
    ['20/s', 20],
    ['0.5', 0.5],
  ])('%s is %d a second', (text, value) => {
    expect(rate('--rate', text)).toBe(value);
  });

  it.each(['0', '20/m', '/s', '-2', '1e3', 'Infinity', '100001'])('is not %j', (text) => {
    expect(() => rate('--rate', text)).toThrow(InvalidQuantity);
  });
});

describe('an amount', () => {
  it.each(['0', '', '1,5', '-1', '1e9', '11'])('of at most 10 is not %j', (text) => {
    expect(() => amount('--minutes', text, 10)).toThrow('--minutes is');
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['90m', 5_400_000],
    ['12h', 43_200_000],
    ['3d', 259_200_000],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(duration('--for', text)).toBe(milliseconds);
  });

  it.each(['90', '0m', '-1h', '1.5h', '90 m', '1w', 'P1D', '99999d'])('is not %j', (text) => {
    expect(() => duration('--for', text)).toThrow('with its unit, such as 90s, 90m, 12h or 3d');
  });
});

describe('a moment', () => {
  it.each([
    ['90m', '2026-11-27T10:30:00.000Z'],
    ['2026-11-27T10:30:00Z', '2026-11-27T10:30:00.000Z'],
    ['2026-11-27T10:30:00.25+02:00', '2026-11-27T08:30:00.250Z'],
    ['2028-02-29T00:00:00Z'.replace('2028', '2024'), '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(new Date(pastMoment('--newer-than', text, NOW)).toISOString()).toBe(time);
  });

  it.each([
    '90',
    '1990',
    '2026-11-27',
    '2026-11-27T10:30:00',
    '27 Nov 2026',
    '2026-02-30T00:00:00Z',
    '2026-11-27T25:00:00Z',
    '2026-11-27T13:00:00Z',
    '',
  ])('is not %j: a forgotten unit, another calendar, or the future', (text) => {
    expect(() => pastMoment('--newer-than', text, NOW)).toThrow(InvalidQuantity);
  });
});
