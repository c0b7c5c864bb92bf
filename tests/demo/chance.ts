/** Choices that repeat themselves: the same seed, the same choices. */
import { seededRandom } from '../../lib/clock/seeded.ts';

export interface Chance {
  /** A whole number from 0, less than `limit`. */
  below(limit: number): number;
  oneOf<T>(items: readonly T[]): T;
  /** `count` different items, or all when there are fewer. */
  some<T>(items: readonly T[], count: number): T[];
}

export function seededChance(seed: number): Chance {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    oneOf: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('there is nothing to choose from');
      return item;
    },
    some: (items, count) => {
      const left = [...items];
      return Array.from({ length: Math.min(count, items.length) }, () => left.splice(below(left.length), 1)).flat();
    },
  };
}
