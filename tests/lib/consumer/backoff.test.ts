import fc from 'fast-check';
import { backoffSeconds, MAX_DELAY_SECONDS } from '../../../lib/consumer/backoff.ts';

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

  it('is at least a second, so that a failing record never spins', () => {
    expect(backoffSeconds(1, policy, least)).toBe(1);
  });

  it('never exceeds what SQS allows after the longest function run', () => {
    expect(backoffSeconds(40, { ...policy, capSeconds: 1_000_000 }, most)).toBe(MAX_DELAY_SECONDS);
    expect(MAX_DELAY_SECONDS).toBe(42_300);
  });

  it('is spread over the whole range: full jitter', () => {
    const delays = new Set<number>();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 }), (chance) => {
        const delay = backoffSeconds(6, policy, () => chance / 10_000);
        delays.add(delay);
        expect(delay).toBeGreaterThanOrEqual(1);
        expect(delay).toBeLessThanOrEqual(64);
        expect(Number.isInteger(delay)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(delays.size).toBeGreaterThan(30);
  });
});
