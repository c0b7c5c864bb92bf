import fc from 'fast-check';
import { backoffSeconds, MAX_DELAY_SECONDS, scheduleSeconds } from '../../../lib/consumer/backoff.ts';
import { SERVICE_DEFAULTS } from '../../../resources/stack/limits.ts';

const policy = { baseSeconds: 2, capSeconds: 900, maxAttempts: 10 };
const least = () => 0;
const most = () => 1 - Number.EPSILON;

describe('the delay before the next attempt', () => {
  it.each([
    [1, 2],
    [2, 4],
    [3, 8],
    [9, 512],
    [10, 900],
    [50, 900],
  ])('after attempt %i is at most %i s', (attempt, bound) => {
    expect(backoffSeconds(attempt, policy, most)).toBe(bound);
  });

  it('is at least half of that, and at least a second, so that a failing record never spins', () => {
    expect([1, 2, 9, 10].map((attempt) => backoffSeconds(attempt, policy, least))).toEqual([1, 2, 256, 450]);
  });

  it('never exceeds what SQS allows after the longest function run', () => {
    expect(backoffSeconds(40, { ...policy, capSeconds: 1_000_000 }, most)).toBe(MAX_DELAY_SECONDS);
    expect(MAX_DELAY_SECONDS).toBe(42_300);
  });

  it('is spread over the upper half of the range: equal jitter', () => {
    const delays = new Set<number>();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 }), (chance) => {
        const delay = backoffSeconds(6, policy, () => chance / 10_000);
        delays.add(delay);
        expect(delay).toBeGreaterThanOrEqual(32);
        expect(delay).toBeLessThanOrEqual(64);
        expect(Number.isInteger(delay)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(delays.size).toBeGreaterThan(25);
  });
});

describe('the schedule of a service that sets nothing', () => {
  const { retryBaseSeconds: baseSeconds, retryCapSeconds: capSeconds, maxAttempts } = SERVICE_DEFAULTS;
  const schedule = scheduleSeconds({ baseSeconds, capSeconds, maxAttempts });
  const QUARTER_OF_AN_HOUR = 15 * 60;

  it('takes 16 to 32 minutes from the first attempt to the last', () => {
    expect(schedule).toEqual({ shortest: 961, longest: 1_922 });
  });

  it('outlasts an outage of a quarter of an hour, whatever chance says', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const chances = fc.array(chance, { minLength: maxAttempts - 1, maxLength: maxAttempts - 1 });
    fc.assert(
      fc.property(chances, (drawn) => {
        const delays = drawn.map((value, index) => backoffSeconds(index + 1, { baseSeconds, capSeconds }, () => value));
        const seconds = delays.reduce((sum, delay) => sum + delay, 0);
        expect(seconds).toBeGreaterThan(QUARTER_OF_AN_HOUR);
        expect(seconds).toBeLessThanOrEqual(schedule.longest);
      }),
      { numRuns: 10_000 },
    );
  });
});
