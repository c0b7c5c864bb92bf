import { capacityOf, forecast, LEAD_SECONDS, type Station } from '../../../lib/capacity/forecast.ts';

/** Deals with ten messages a second: two batches of five at once, a second each. */
const slow: Station = {
  name: 'slow',
  receivesPerOrder: { placed: 1 },
  publishesPerOrder: { done: 0.5 },
  batchSize: 5,
  maximumConcurrency: 2,
  invocationMs: 900,
  messageMs: 20,
};
const after: Station = { ...slow, name: 'after', receivesPerOrder: { done: 0.5 }, publishesPerOrder: {} };
const load = { begins: 'placed', usualOrdersPerSecond: 1, ordersPerSecond: 30, seconds: 100 };

describe('a forecast', () => {
  it('counts what a station can deal with', () => {
    expect(capacityOf(slow)).toBe(10);
    expect(capacityOf({ ...slow, messageMs: 220 })).toBe(5);
  });

  it('keeps up while less arrives than it can deal with', () => {
    const [first] = forecast([slow], { ...load, ordersPerSecond: 9 }, 400);
    expect(Math.max(...(first?.backlog ?? []))).toBe(0);
    expect(first?.drainedAfterSeconds).toBe(0);
  });

  it('piles up by the second what it cannot deal with, and drains by what is left of its capacity', () => {
    const [first] = forecast([slow], load, 1_000);
    // 20 more each second, for 100 seconds; then 9 fewer each second.
    expect(Math.max(...(first?.backlog ?? []))).toBe(2_000);
    expect(first?.drainedAfterSeconds).toBe(Math.ceil(2_000 / 9) - 1);
    // The last message of the load waits until 3,000 are dealt with at 10 a second.
    expect(Math.max(...(first?.ageSeconds ?? []))).toBeCloseTo(200, -1);
  });

  it('lets what one publishes arrive at the next, no faster than it is published', () => {
    const [, second] = forecast([slow, after], load, 1_000);
    expect(Math.max(...(second?.backlog ?? []))).toBe(0);
    expect(second?.messagesPerSecond).toBe(15);
  });

  it('says when a backlog does not drain within the horizon', () => {
    const [first] = forecast([slow], load, LEAD_SECONDS + load.seconds + 60);
    expect(first?.drainedAfterSeconds).toBeUndefined();
  });

  it('begins with five batches at once, and adds five a second, as Lambda does', () => {
    const wide: Station = { ...slow, maximumConcurrency: 100, batchSize: 1, invocationMs: 1_000, messageMs: 0 };
    const [first] = forecast([wide], { ...load, usualOrdersPerSecond: 0.1, ordersPerSecond: 100 }, 1_000);
    const atBegin = first?.backlog.slice(LEAD_SECONDS, LEAD_SECONDS + 3);
    expect(atBegin).toEqual([95, 185, 270]);
  });
});
