/** One process of a function: it may die at any moment, it is frozen between invocations, and its clock may be wrong. */
import type { Clock } from '../clock/clock.ts';

export class Sandbox {
  readonly name: string;
  /** Timers run while the sandbox lives and is not frozen; what came due meanwhile runs when it is thawed. */
  readonly clock: Clock;
  #isAlive = true;
  #isFrozen = false;
  #waiting: (() => void)[] = [];
  #onDeath: (() => void) | undefined;

  /** `skewMs` is how far the process's clock is ahead of `time`. */
  constructor(name: string, time: Clock, skewMs: number) {
    this.name = name;
    this.clock = {
      now: () => time.now() + skewMs,
      after: (milliseconds, then) => time.after(milliseconds, () => this.resume(then)),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Goes on with `then` in this process: never if it is dead, later if it is frozen. */
  resume(then: () => void): void {
    if (!this.#isAlive) return;
    if (this.#isFrozen) this.#waiting.push(then);
    else then();
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
  freeze(): void {
    this.#isFrozen = true;
    this.#onDeath = undefined;
  }

  /** Thaws for an invocation; `onDeath` is called if the process dies before it is frozen again. */
  thaw(onDeath: () => void): void {
    this.#isFrozen = false;
    this.#onDeath = onDeath;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const then of waiting) this.resume(then);
  }

  /** Nothing of the process goes on. What it has sent is on its way all the same. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#waiting = [];
    this.#onDeath?.();
  }
}
