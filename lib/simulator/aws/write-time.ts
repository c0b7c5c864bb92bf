/**
 * How long a write has its items to itself. DynamoDB does not promise anything about it; what is known:
 * - a transaction takes two phases, prepare and commit, and each of them is a replicated write on the leader of every item's partition
 *   (Idziorek et al., Distributed Transactions at Scale in Amazon DynamoDB, USENIX ATC 2023, https://www.usenix.org/conference/atc23/presentation/idziorek).
 *   Its items were seen to be held for 8 ms on average: 4 ms for each phase, never less than 2 ms, with the long tail that replication has;
 * - an item takes 1,000 single writes a second, one after another: less than a millisecond each.
 */
import type { Random } from '../../clock/clock.ts';

const PHASE = { leastMs: 2, meanMs: 4 };
const SINGLE = { leastMs: 0.4, meanMs: 0.9 };

export interface WriteTimes {
  /** One of the two phases of a transaction. */
  phaseMs(): number;
  /** A write of one item, or one statement of a batch. */
  singleMs(): number;
}

export const INSTANT: WriteTimes = { phaseMs: () => 0, singleMs: () => 0 };

export function writeTimes(random: Random): WriteTimes {
  return { phaseMs: () => drawn(PHASE, random), singleMs: () => drawn(SINGLE, random) };
}

/** Never less than the least, and exponential beyond. */
function drawn({ leastMs, meanMs }: { readonly leastMs: number; readonly meanMs: number }, random: Random): number {
  return leastMs - Math.log(1 - random()) * (meanMs - leastMs);
}
