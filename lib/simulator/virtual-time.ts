/** Time that passes only when all that can happen now has happened: a bad day goes by in milliseconds. */
import TinyQueue from 'tinyqueue';
import type { Clock } from '../clock/clock.ts';

interface Planned {
  readonly at: number;
  readonly order: number;
  /** Absent once it was called off. */
  task: (() => void) | undefined;
}

/** A run that takes more rounds than this will never come to rest. */
const MAX_ROUNDS = 300_000;

/**
 * Steps that are handed to the event loop at once. Between any two of them it lets every promise settle that can, which is what
 * makes a run repeat itself; a whole round of the loop for each step would only cost time.
 */
const STEPS_PER_ROUND = 1024;

export class VirtualTime implements Clock {
  readonly #planned = new TinyQueue<Planned>([], (left, right) => left.at - right.at || left.order - right.order);
  readonly #begin: number;
  #now: number;
  #count = 0;

  /** `begin` is in milliseconds since 1970, as is everything here. */
  constructor(begin: number) {
    this.#begin = begin;
    this.#now = begin;
  }

  /** In whole milliseconds, as clocks tell it; what happens within one keeps its order. */
  now(): number {
    return Math.floor(this.#now);
  }

  /** Milliseconds since the run began. */
  get elapsedMs(): number {
    return this.#now - this.#begin;
  }

  after(milliseconds: number, task: () => void): () => void {
    const planned: Planned = { at: this.#now + Math.max(0, milliseconds), order: this.#count, task };
    this.#count += 1;
    this.#planned.push(planned);
    return () => {
      planned.task = undefined;
    };
  }

  /** Lets things happen, one after another, until nothing is planned any more. Throws what a step throws. */
  async run(): Promise<void> {
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds += 1) {
      if (await this.#round()) return;
    }
    throw new Error(`the run did not come to rest within ${MAX_ROUNDS * STEPS_PER_ROUND} steps`);
  }

  /** True when nothing was left to do. */
  #round(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let failure: { readonly error: unknown } | undefined;
      const step = (): void => {
        if (failure !== undefined) return;
        try {
          this.#step();
        } catch (error) {
          failure = { error };
        }
      };
      for (let count = 0; count < STEPS_PER_ROUND; count += 1) setImmediate(step);
      setImmediate(() => (failure === undefined ? resolve(this.#planned.length === 0) : reject(failure.error)));
    });
  }

  #step(): void {
    let next = this.#planned.pop();
    while (next !== undefined && next.task === undefined) next = this.#planned.pop();
    if (next?.task === undefined) return;
    this.#now = next.at;
    next.task();
  }
}
