/** A function with its warm sandboxes: never more than its concurrency, and no more than the work needs. */

import type { Observer } from '../observer.ts';
import type { FunctionError, Outcome } from './outcome.ts';
import { Sandbox, type SandboxSettings } from './sandbox.ts';
import { hasSpareProcessor } from './spare-processor.ts';

export interface LocalFunctionSettings extends Omit<SandboxSettings, 'onEnd'> {
  readonly maximumConcurrency: number;
  readonly onInvocation: Observer['invoked'];
}

/**
 * How long work waits for a busy sandbox before another one is started, if a processor has nothing to do. A start, and
 * the warming up of its code, cost more of a processor than many short invocations in a sandbox that is warm.
 */
const PATIENCE_MS = 50;

/** The same when all processors are busy: another sandbox would only compete, unless the busy ones do not finish. */
const PATIENCE_OF_BUSY_MACHINE_MS = 1_000;

/** Beyond this, invocations are refused: nothing here drains more in the time that a caller waits. */
const MAX_WAITING = 10_000;

interface Waiting {
  readonly since: number;
  /** Takes the sandbox, or only takes notice that there is one. */
  readonly takes: boolean;
  readonly resolve: (sandbox: Sandbox | undefined) => void;
  timer?: NodeJS.Timeout;
}

export class LocalFunction {
  readonly name: string;
  readonly #settings: LocalFunctionSettings;
  readonly #all = new Set<Sandbox>();
  readonly #busy = new Set<Sandbox>();
  /** The one used last comes first, so that few stay warm. */
  readonly #idle: Sandbox[] = [];
  readonly #waiting: Waiting[] = [];
  #started = 0;
  #unfinished = 0;
  #isStopped = false;

  constructor(settings: LocalFunctionSettings) {
    this.name = settings.identity.functionName;
    this.#settings = settings;
  }

  /** Invocations since the start, those that wait included. */
  get started(): number {
    return this.#started;
  }

  get unfinished(): number {
    return this.#unfinished;
  }

  /** Invocations that run now. */
  get running(): number {
    return this.#busy.size;
  }

  get maximumConcurrency(): number {
    return this.#settings.maximumConcurrency;
  }

  get sandboxes(): number {
    return this.#all.size;
  }

  /** Starts a sandbox, so that the first invocation does not wait for it. */
  warm(): void {
    if (this.#all.size === 0 && !this.#isStopped) this.#idle.push(this.#grow());
  }

  /** Resolves in every case. */
  async invoke(event: unknown): Promise<Outcome> {
    this.#started += 1;
    this.#unfinished += 1;
    try {
      const sandbox = await this.#acquire();
      if (sandbox === undefined) return { kind: 'throttled', error: this.#refusal() };
      return await this.#runIn(sandbox, JSON.stringify(event));
    } finally {
      this.#unfinished -= 1;
    }
  }

  /** Resolves when an invocation would start at once. Whoever has more work than sandboxes waits here, and not with it. */
  async whenFree(): Promise<void> {
    if (this.#isStopped || this.#idle.length > 0 || this.#all.size === 0) return;
    await this.#wait(false);
  }

  /** Ends a sandbox at work, or else an idle one, as a crash would. False when there is none. */
  kill(): boolean {
    const [busy] = this.#busy;
    const victim = busy ?? this.#idle.pop();
    if (victim === undefined) return false;
    void victim.end();
    return true;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { resolve, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      resolve(undefined);
    }
    await Promise.all([...this.#all].map((sandbox) => sandbox.end()));
  }

  async #runIn(sandbox: Sandbox, event: string): Promise<Outcome> {
    this.#busy.add(sandbox);
    const startedAt = Date.now();
    try {
      const outcome = await sandbox.invoke(event);
      const durationMs = Date.now() - startedAt;
      this.#settings.onInvocation({ functionName: this.name, startedAt, durationMs, outcome: outcome.kind });
      return outcome;
    } finally {
      this.#busy.delete(sandbox);
      if (!sandbox.hasEnded) this.#offer(sandbox);
    }
  }

  async #acquire(): Promise<Sandbox | undefined> {
    if (this.#isStopped || this.#waiting.length >= MAX_WAITING) return undefined;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.size === 0) return this.#grow();
    return this.#wait(true);
  }

  #wait(takes: boolean): Promise<Sandbox | undefined> {
    return new Promise((resolve) => {
      const waiting: Waiting = { since: Date.now(), takes, resolve };
      this.#waiting.push(waiting);
      this.#growLater(waiting);
    });
  }

  #growLater(waiting: Waiting): void {
    waiting.timer = setTimeout(() => {
      if (this.#all.size >= this.#settings.maximumConcurrency) return;
      const isOverdue = Date.now() - waiting.since >= PATIENCE_OF_BUSY_MACHINE_MS;
      // One at a time: the next may not be needed once this one has started.
      const isGrowing = [...this.#all].some(({ hasStarted }) => !hasStarted);
      if (isOverdue || (hasSpareProcessor() && !isGrowing)) this.#offer(this.#grow());
      else this.#growLater(waiting);
    }, PATIENCE_MS);
  }

  #grow(): Sandbox {
    const sandbox = new Sandbox({ ...this.#settings, onEnd: (ended) => this.#forget(ended) });
    this.#all.add(sandbox);
    return sandbox;
  }

  /** To those who wait, the longest first, until one takes it; else it is idle. */
  #offer(sandbox: Sandbox): void {
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      clearTimeout(next.timer);
      next.resolve(sandbox);
      if (next.takes) return;
    }
    this.#idle.push(sandbox);
  }

  /** Whoever waited for the sandbox that ended gets a fresh one. */
  #forget(sandbox: Sandbox): void {
    this.#all.delete(sandbox);
    if (this.#idle.includes(sandbox)) this.#idle.splice(this.#idle.indexOf(sandbox), 1);
    if (!this.#isStopped && this.#waiting.length > 0) this.#offer(this.#grow());
  }

  #refusal(): FunctionError {
    const reason = this.#isStopped ? 'it was stopped' : `${MAX_WAITING} invocations wait already`;
    return { errorType: 'TooManyRequestsException', errorMessage: `${this.name} was not invoked: ${reason}` };
  }
}
