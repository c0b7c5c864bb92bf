/** Chance that repeats itself: the same seed, the same draws. */

export interface Chance {
  /** A whole number from 0, less than `limit`. */
  below(limit: number): number;
  oneOf<T>(items: readonly T[]): T;
  /** `count` different items, or all when there are fewer. */
  some<T>(items: readonly T[], count: number): T[];
}

export function seededChance(seed: number): Chance {
  const next = mulberry32(seed);
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

/** T. Ettinger's mulberry32, public domain: 32 bits of state are plenty for a sample. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
