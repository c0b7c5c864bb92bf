/** The way from a process to a service and back, on which everything can go wrong that goes wrong on a network. */
import type { Clock } from '../clock/clock.ts';
import type { Fate, Strikes } from './fate.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Calls a service: `effect` is what the service does at the moment the request arrives, all at once, or begins to do then; `about`
 * says to what.
 */
export type Call = <T>(action: string, effect: () => T | Later<T>, about?: () => string) => Promise<T>;

/** What takes a service some time. */
export class Later<T> {
  /** Begins it, and calls `answer` once, when it is done: with what gives the result, or throws. */
  readonly begin: (answer: (outcome: () => T) => void) => void;

  constructor(begin: (answer: (outcome: () => T) => void) => void) {
    this.begin = begin;
  }
}

/** Notes what happens, for the timeline of a failing run. */
export type Note = (who: string, what: string) => void;

export interface Route {
  /** Such as `DynamoDB`. */
  readonly service: string;
  /** An error of the service's that says: not now. Nothing was done then. */
  readonly refused: () => Error;
  /** What the caller hears when no answer comes. Whether anything was done, it cannot know. */
  readonly unanswered: () => Error;
  /** How long there and back usually takes; a few milliseconds if it is not said. */
  readonly roundTripMs?: number;
  /** The client sends a request again itself when no answer comes, as AWS's clients do. */
  readonly isRetried: boolean;
}

const LEAST_MS = 1;
const MOST_MS = 8;
/** A slow request takes up to this long: longer than a client waits, and longer than some functions have. */
const SLOWEST_MS = 40_000;
/** A client that hears nothing gives up after this long, and asks again or gives up for good. */
const PATIENCE_MS = 5_000;

export interface Surroundings {
  readonly time: Clock;
  readonly fate: Fate;
  /** Absent when nobody reads along. */
  readonly note: Note | undefined;
  /** A write takes no time on its items, so none is ever in the way of another: where every order of requests is tried. */
  readonly areWritesInstant?: boolean;
}

/** Every fault that may strike on the way from one caller to one service; drawn per way, so that a run repeats itself. */
interface Way {
  readonly route: Route;
  readonly crashesBefore: Strikes;
  readonly crashesAfter: Strikes;
  readonly refuses: Strikes;
  readonly losesAnswer: Strikes;
  readonly latencyMs: () => number;
  readonly time: Clock;
  readonly note: Note | undefined;
}

/** The way from the processes of `caller` along `route`. */
export function network(caller: string, route: Route, { time, fate, note }: Surroundings): (sandbox: Sandbox) => Call {
  const place = `${caller}/${route.service}`;
  const random = fate.random(`${place} latency`);
  const isSlow = fate.at('slowness', place);
  // Drawn twice, evenly from nothing up: there, and back.
  const mostMs = route.roundTripMs ?? MOST_MS;
  const way: Way = {
    route,
    time,
    note,
    crashesBefore: fate.at('crashes', `${place} before`),
    crashesAfter: fate.at('crashes', `${place} after`),
    refuses: fate.at('throttling', place),
    losesAnswer: fate.at('lost answers', place),
    latencyMs: () => (isSlow() ? random() * SLOWEST_MS : LEAST_MS + random() * (mostMs - LEAST_MS)),
  };
  return (sandbox) => (action, effect, about) =>
    new Promise((resolve, reject) => {
      if (sandbox.isAlive) new Request(way, sandbox, { action, effect, about }, resolve, reject).send();
    });
}

interface Asked<T> {
  readonly action: string;
  readonly effect: () => T | Later<T>;
  readonly about: (() => string) | undefined;
}

class Request<T> {
  readonly #way: Way;
  readonly #sandbox: Sandbox;
  readonly #asked: Asked<T>;
  readonly #resolve: (result: T) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    way: Way,
    sandbox: Sandbox,
    asked: Asked<T>,
    resolve: (result: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#way = way;
    this.#sandbox = sandbox;
    this.#asked = asked;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  send(): void {
    if (this.#way.crashesBefore()) this.#die('before it is sent');
    else this.#way.time.after(this.#way.latencyMs(), () => this.#arrive(1));
  }

  #arrive(attempt: number): void {
    const { route, refuses } = this.#way;
    if (refuses()) {
      this.#note(': refused');
      this.#answer(() => this.#reject(route.refused()));
      return;
    }
    this.#serve((outcome) => this.#finish(attempt, outcome));
  }

  #serve(answer: (outcome: () => T) => void): void {
    const begun = this.#begun();
    if (begun instanceof Later) begun.begin(answer);
    else answer(begun);
  }

  /** What the service does, as what gives its result. */
  #begun(): Later<T> | (() => T) {
    try {
      const effect = this.#asked.effect();
      return effect instanceof Later ? effect : () => effect;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  #finish(attempt: number, outcome: () => T): void {
    const { crashesAfter, losesAnswer } = this.#way;
    const answer = this.#heard(outcome);
    if (crashesAfter()) this.#die('before it hears of it');
    else if (losesAnswer()) this.#lose(attempt);
    else this.#answer(answer);
  }

  /** What the service answers, as what the caller will hear. */
  #heard(outcome: () => T): () => void {
    try {
      const result = outcome();
      this.#note('');
      return () => this.#resolve(result);
    } catch (error) {
      this.#note(`: ${error instanceof Error ? error.name : 'refused'}`);
      return () => this.#reject(error);
    }
  }

  #lose(attempt: number): void {
    const { route, time } = this.#way;
    this.#note(': the answer is lost');
    time.after(PATIENCE_MS, () => {
      if (!route.isRetried || attempt > 1) this.#sandbox.resume(() => this.#reject(route.unanswered()));
      else if (this.#sandbox.isAlive) this.#arrive(attempt + 1);
    });
  }

  #answer(answer: () => void): void {
    this.#way.time.after(this.#way.latencyMs() - LEAST_MS, () => this.#sandbox.resume(answer));
  }

  #die(when: string): void {
    this.#note(`, and the process dies ${when}`);
    this.#sandbox.kill();
  }

  #note(what: string): void {
    const { action, about } = this.#asked;
    const { note, route } = this.#way;
    note?.(this.#sandbox.name, `${route.service} ${action}${about === undefined ? '' : ` ${about()}`}${what}`);
  }
}
