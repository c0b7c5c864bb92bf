/** A function with its warm sandboxes: never more than its concurrency, and no more than the work needs. */
import type { FunctionError, Outcome } from './outcome.ts';
import { Sandbox, type SandboxSettings } from './sandbox.ts';

export interface LocalFunctionSettings extends Omit<SandboxSettings, 'onEnd'> {
  readonly maximumConcurrency: number;
}

/**
 * An invocation waits this long for a busy sandbox before another one is started. A start costs some 100 ms of a
 * processor and this machine has few: a queue drained in short invocations is drained sooner by few warm sandboxes.
 */
const PATIENCE_MS = 100;

/** Beyond this, invocations are refused: nothing here drains so many in the time that a caller waits. */
const MAX_WAITING = 10_000;

interface Waiting {
  readonly resolve: (sandbox: Sandbox | undefined) => void;
  readonly timer: NodeJS.Timeout;
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
    try {
      return await sandbox.invoke(event);
    } finally {
      this.#busy.delete(sandbox);
      this.#release(sandbox);
    }
  }

  async #acquire(): Promise<Sandbox | undefined> {
    if (this.#isStopped || this.#waiting.length >= MAX_WAITING) return undefined;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.size === 0) return this.#grow();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#growFor(waiting), PATIENCE_MS);
      const waiting: Waiting = { resolve, timer };
      this.#waiting.push(waiting);
    });
  }

  #growFor(waiting: Waiting): void {
    if (this.#all.size >= this.#settings.maximumConcurrency) return;
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    waiting.resolve(this.#grow());
  }

  #grow(): Sandbox {
    const sandbox = new Sandbox({ ...this.#settings, onEnd: (ended) => this.#forget(ended) });
    this.#all.add(sandbox);
    return sandbox;
  }

  #release(sandbox: Sandbox): void {
    if (sandbox.hasEnded) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(sandbox);
      return;
    }
    clearTimeout(next.timer);
    next.resolve(sandbox);
  }

  /** Whoever waited for the sandbox that ended gets a fresh one. */
  #forget(sandbox: Sandbox): void {
    this.#all.delete(sandbox);
    if (this.#idle.includes(sandbox)) this.#idle.splice(this.#idle.indexOf(sandbox), 1);
    const next = this.#isStopped ? undefined : this.#waiting.shift();
    if (next === undefined) return;
    clearTimeout(next.timer);
    next.resolve(this.#grow());
  }

  #refusal(): FunctionError {
    const reason = this.#isStopped ? 'it was stopped' : `${MAX_WAITING} invocations wait already`;
    return { errorType: 'TooManyRequestsException', errorMessage: `${this.name} was not invoked: ${reason}` };
  }
}
