/** What goes wrong, and when: decided by the seed alone, one stream of chance for each kind of fault at each place. */
import type { Random } from '../clock/clock.ts';
import { seededRandom, seedFor } from '../clock/seeded.ts';

/** Says whether a fault strikes, this time. */
export type Strikes = () => boolean;

export interface Fate {
  /** One kind of fault at one place, such as `lost answers` at `payment/DynamoDB`. */
  at(kind: string, place: string): Strikes;
  /** Chance for what is no fault: how long something takes, which of several comes first. */
  random(place: string): Random;
}

export interface FateSettings {
  readonly seed: number;
  /** How often each kind of fault strikes where it can, from 0 to 1; what is not named never does. */
  readonly rates: Readonly<Record<string, number>>;
  /** Only these strike, of all that would: how a failing run is made shorter. */
  readonly only?: ReadonlySet<string>;
}

export class SeededFate implements Fate {
  /** The faults that struck, in order: kind, place and count, the same in every run of the seed. */
  readonly strikes: string[] = [];
  readonly #settings: FateSettings;
  #isOver = false;

  constructor(settings: FateSettings) {
    this.#settings = settings;
  }

  /** From now on nothing goes wrong. */
  end(): void {
    this.#isOver = true;
  }

  at(kind: string, place: string): Strikes {
    const { seed, rates, only } = this.#settings;
    const rate = rates[kind] ?? 0;
    if (rate === 0) return never;
    const random = seededRandom(seedFor(seed, `${kind} at ${place}`));
    let count = 0;
    return () => {
      if (this.#isOver) return false;
      count += 1;
      if (random() >= rate) return false;
      const id = `${kind} at ${place}, ${count}`;
      if (only !== undefined && !only.has(id)) return false;
      this.strikes.push(id);
      return true;
    };
  }

  random(place: string): Random {
    return seededRandom(seedFor(this.#settings.seed, place));
  }
}

function never(): boolean {
  return false;
}
