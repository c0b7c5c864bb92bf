/**
 * What one end user may ask for. API Gateway limits the stage as a whole, and its HTTP APIs know no limit per caller: without one here, a
 * single user could have every function work for them. Each environment of a function counts for itself. Services are not limited:
 * whoever may sign for a role is trusted with the stage's limit.
 */
import type { Clock } from '../clock/clock.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';

/** At once. */
export const BURST = 20;
/** In the long run. */
export const PER_SECOND = 5;

/** Callers that are remembered; beyond, those that asked longest ago are forgotten, and begin anew. */
const MAX_CALLERS = 10_000;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Throws a problem (429) for an end user who asks for more than that. */
export function callerLimit(clock: Pick<Clock, 'now'>): (caller: Caller) => void {
  const buckets = new Map<string, Bucket>();
  return ({ id, seesOnlyOwn }) => {
    if (!seesOnlyOwn) return;
    const now = clock.now();
    const { tokens, at } = buckets.get(id) ?? { tokens: BURST, at: now };
    const filled = Math.min(BURST, tokens + (Math.max(0, now - at) / 1_000) * PER_SECOND);
    // Set anew, so that the map's order is that of the last request.
    buckets.delete(id);
    buckets.set(id, { tokens: Math.max(0, filled - 1), at: now });
    for (const oldest of buckets.keys()) {
      if (buckets.size <= MAX_CALLERS) break;
      buckets.delete(oldest);
    }
    if (filled < 1) throw tooMany();
  };
}

function tooMany(): Problem {
  const detail = `One user may send ${PER_SECOND} requests a second, and ${BURST} at once. Wait a second, then send it again.`;
  return new Problem({ status: 429, title: 'Too many requests', detail }, { 'retry-after': '1' });
}
