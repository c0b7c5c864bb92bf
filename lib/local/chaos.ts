/**
 * Misfortune on purpose, from a seed: what the engines here never do, and SQS and Lambda may do at any time.
 * It only ever does what their contracts allow, so a system that keeps them must not mind.
 */
import type { Message } from '@aws-sdk/client-sqs';
import { seededRandom } from '../clock/seeded.ts';
import type { SourceQueue } from './source-queue.ts';

export interface ChaosSettings {
  /** The same seed makes the same choices in the same order. */
  readonly seed: number;
  /** Share of messages that are delivered twice, 0 to 1. */
  readonly duplicates?: number;
  /** Messages are handed out in random order. */
  readonly reorder?: boolean;
  /** Share of invocations whose sandbox is killed at a random moment, 0 to 1. */
  readonly crashes?: number;
}

/** What chaos was done. */
export interface ChaosCounts {
  readonly duplicated: number;
  readonly reordered: number;
  readonly killed: number;
}

/** A message that is held back, or a copy, is due after at most this long. */
const LONGEST_DELAY_MS = 400;

/** While so many are held, no more are received: their visibility timeouts would be running for nothing. */
const MAX_HELD = 30;

/** A sandbox is killed within this time after its invocation began: before, amid and after its writes. */
const LONGEST_LIFE_MS = 40;

interface Due {
  readonly message: Message;
  readonly dueAt: number;
}

interface Held extends Due {
  /** Then the message's visibility timeout ends: it is SQS's again, which delivers it to whoever asks. */
  readonly untilAt: number;
}

export class Chaos {
  #settings: ChaosSettings;
  readonly #random: () => number;
  readonly #counts = { duplicated: 0, reordered: 0, killed: 0 };

  constructor(settings: ChaosSettings) {
    this.#settings = settings;
    this.#random = seededRandom(settings.seed);
  }

  get counts(): ChaosCounts {
    return { ...this.#counts };
  }

  get settings(): ChaosSettings {
    return this.#settings;
  }

  /** From now on; the seed is that of the start. What is held back already still comes when it is due. */
  change(settings: Omit<ChaosSettings, 'seed'>): void {
    this.#settings = { seed: this.#settings.seed, ...settings };
  }

  /** `queue`, delivering twice and out of order as SQS may; it hides what it delivered for `visibilitySeconds`. */
  unruly(queue: SourceQueue, visibilitySeconds: number): UnrulyQueue {
    return new UnrulyQueue(queue, visibilitySeconds, (message) => this.#fateOf(message));
  }

  /** Calls `kill` at a random moment of some invocations. The result calls that off: the invocation is over. */
  duringInvocation(kill: () => boolean): () => void {
    if (this.#random() >= (this.#settings.crashes ?? 0)) return () => undefined;
    const timer = setTimeout(() => {
      if (kill()) this.#counts.killed += 1;
    }, this.#random() * LONGEST_LIFE_MS);
    return () => clearTimeout(timer);
  }

  #fateOf(message: Message): Due[] {
    const { duplicates = 0, reorder = false } = this.#settings;
    const dueAt = () => Date.now() + this.#random() * LONGEST_DELAY_MS;
    const original: Due = { message, dueAt: reorder ? dueAt() : 0 };
    if (reorder) this.#counts.reordered += 1;
    if (this.#random() >= duplicates) return [original];
    this.#counts.duplicated += 1;
    return [original, { message, dueAt: dueAt() }];
  }
}

/**
 * Holds messages back, and copies of some, until they are due. What it still holds when their visibility timeout ends, it forgets: it
 * would deliver what SQS is delivering anew, as no queue does.
 */
export class UnrulyQueue implements SourceQueue {
  readonly #queue: SourceQueue;
  readonly #visibilityMs: number;
  readonly #fateOf: (message: Message) => Due[];
  #held: Held[] = [];

  constructor(queue: SourceQueue, visibilitySeconds: number, fateOf: (message: Message) => Due[]) {
    this.#queue = queue;
    this.#visibilityMs = visibilitySeconds * 1_000;
    this.#fateOf = fateOf;
  }

  /** Messages, copies included, that are yet to be handed out. */
  get held(): number {
    return this.#held.length;
  }

  async receive(most: number, waitSeconds: number, signal?: AbortSignal): Promise<readonly Message[]> {
    // From before the answer, as SQS counts.
    const untilAt = Date.now() + this.#visibilityMs;
    const received =
      this.#held.length < MAX_HELD ? await this.#queue.receive(most, this.#waitFor(waitSeconds), signal) : [];
    this.#forget();
    this.#held.push(...received.flatMap(this.#fateOf).map((due) => ({ ...due, untilAt })));
    this.#held.sort((one, other) => one.dueAt - other.dueAt);
    if (received.length === 0 && this.#held.length > 0) {
      await this.#untilNextIsDue();
      this.#forget();
    }
    return this.#takeDue(most);
  }

  delete(messages: readonly Message[]): Promise<void> {
    return this.#queue.delete(messages);
  }

  /** While something is held, waiting long for more would keep it back. */
  #waitFor(seconds: number): number {
    return this.#held.length > 0 ? 0 : seconds;
  }

  /** What came just now is never forgotten, however short its visibility timeout. */
  #forget(): void {
    const now = Date.now();
    this.#held = this.#held.filter(({ untilAt }) => untilAt > now);
  }

  #takeDue(most: number): Message[] {
    const now = Date.now();
    const due: Held[] = [];
    const later: Held[] = [];
    for (const held of this.#held) {
      // A batch never holds a message twice: its receipt could not distinguish the two.
      const isTwin = due.some(({ message }) => message.MessageId === held.message.MessageId);
      (held.dueAt <= now && due.length < most && !isTwin ? due : later).push(held);
    }
    this.#held = later;
    return due.map(({ message }) => message);
  }

  #untilNextIsDue(): Promise<void> {
    const delay = Math.max(1, (this.#held[0]?.dueAt ?? 0) - Date.now());
    return new Promise((resolve) => setTimeout(resolve, delay));
  }
}
