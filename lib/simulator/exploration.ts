/** For the small: every order in which things can happen, and every place where something can go wrong, one run after another. */
import type { Clock } from '../clock/clock.ts';
import type { Fate } from './fate.ts';

/** One of `options` ways to go on: 0, 1, … */
export type Choose = (options: number) => number;

/** More runs than this are no longer small. */
const MAX_RUNS = 1_000_000;

/** Runs `run` once for every sequence of choices that there is, and answers how many there were. */
export async function everyWay(run: (choose: Choose) => Promise<void>): Promise<number> {
  let path: { chosen: number; readonly options: number }[] = [];
  for (let runs = 1; runs <= MAX_RUNS; runs += 1) {
    let depth = 0;
    await run((options) => {
      const known = path[depth] ?? { chosen: 0, options };
      if (known.options !== options)
        throw new Error('the run does not repeat itself: something in it is left to chance');
      path[depth] = known;
      depth += 1;
      return known.chosen;
    });
    path = path.slice(0, depth);
    while (path.length > 0 && isExhausted(path.at(-1))) path.pop();
    const last = path.at(-1);
    if (last === undefined) return runs;
    last.chosen += 1;
  }
  throw new Error(`there are more than ${MAX_RUNS} ways`);
}

function isExhausted(step: { readonly chosen: number; readonly options: number } | undefined): boolean {
  return step !== undefined && step.chosen === step.options - 1;
}

/** What is planned this far ahead, such as the end of a function's time, happens after all else: it never does here. */
const FAR_MS = 10_000;

/**
 * Time without length: of all that may happen next, any may be the next. What takes no time at all happens at once, in order:
 * an answer that is on its way changes nothing for anybody else, so its place among the others does not matter.
 */
export class AnyOrder implements Clock {
  readonly #choose: Choose;
  readonly #at: number;
  readonly #immediate: (() => void)[] = [];
  readonly #possible: (() => void)[] = [];

  constructor(choose: Choose, at: number) {
    this.#choose = choose;
    this.#at = at;
  }

  now(): number {
    return this.#at;
  }

  after(milliseconds: number, then: () => void): () => void {
    if (milliseconds >= FAR_MS) return () => undefined;
    const queue = milliseconds === 0 ? this.#immediate : this.#possible;
    queue.push(then);
    return () => {
      const index = queue.indexOf(then);
      if (index >= 0) queue.splice(index, 1);
    };
  }

  /** In any order, until nothing can happen any more. */
  run(): Promise<void> {
    return this.#run(this.#choose);
  }

  /** In one order only: for what comes before and after the part that is explored. */
  runInOrder(): Promise<void> {
    return this.#run(() => 0);
  }

  async #run(choose: Choose): Promise<void> {
    for (;;) {
      // Promises settle first.
      await new Promise(setImmediate);
      const next = this.#immediate.shift() ?? this.#next(choose);
      if (next === undefined) return;
      next();
    }
  }

  #next(choose: Choose): (() => void) | undefined {
    const options = this.#possible.length;
    const index = options > 1 ? choose(options) : 0;
    return this.#possible.splice(index, 1)[0];
  }
}

/** Faults of these kinds strike or do not, at every place where they can, but not more often than `most` times in a run. */
export class ChosenFate implements Fate {
  readonly #choose: Choose;
  readonly #kinds: readonly string[];
  #left: number;

  constructor(choose: Choose, kinds: readonly string[], most: number) {
    this.#choose = choose;
    this.#kinds = kinds;
    this.#left = most;
  }

  /** Nothing goes wrong until the result is called. */
  pause(): () => void {
    const left = this.#left;
    this.#left = 0;
    return () => {
      this.#left = left;
    };
  }

  at(kind: string): () => boolean {
    if (!this.#kinds.includes(kind)) return () => false;
    return () => {
      if (this.#left === 0 || this.#choose(2) === 0) return false;
      this.#left -= 1;
      return true;
    };
  }

  /** Nothing is left to chance. */
  random(): () => number {
    return () => 0;
  }
}
