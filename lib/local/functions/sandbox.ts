/** One sandbox of a function: a worker thread that runs one invocation at a time, and may end at any moment. */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FunctionError, Outcome } from './outcome.ts';
import type { Invocation, SandboxData, SandboxMessage } from './sandbox-protocol.ts';

export interface SandboxSettings extends SandboxData {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
  /** Called once, when the thread has ended, for whatever reason. */
  readonly onEnd: (sandbox: Sandbox) => void;
}

/** Lambda gives initialization 10 s; threads that start side by side on a small machine need more. */
const START_LIMIT_MS = 30_000;

/** Linux shows no more of a thread's name, and the end of a function's says which it is. */
const LONGEST_THREAD_NAME = 15;

type Settle = (outcome: Outcome) => void;

export class Sandbox {
  readonly #settings: SandboxSettings;
  readonly #thread: Worker;
  /** Resolves to why it did not start; to nothing when it did. */
  readonly #start: Promise<FunctionError | undefined>;
  #settleStart: (error?: FunctionError) => void = () => undefined;
  #settle: Settle | undefined;
  #hasEnded = false;
  #hasStarted = false;
  #lastError: Error | undefined;

  constructor(settings: SandboxSettings) {
    this.#settings = settings;
    const { handlerFile, exportName, identity } = settings;
    const workerData: SandboxData = { handlerFile, exportName, identity };
    this.#thread = new Worker(new URL('./sandbox-thread.ts', import.meta.url), {
      workerData,
      name: identity.functionName.slice(-LONGEST_THREAD_NAME),
      env: { ...settings.environment },
      execArgv: [],
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: identity.memoryMegabytes },
    });
    this.#start = this.#starting();
    this.#thread.on('message', (message: SandboxMessage) => this.#hear(message));
    this.#thread.on('error', (error: Error) => {
      this.#lastError = error;
    });
    this.#thread.on('exit', (code) => this.#end(code));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** It is past loading its handler, well or not. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Resolves in every case. It must not be called again before that. */
  async invoke(event: string): Promise<Outcome> {
    const unstartable = await this.#start;
    if (unstartable !== undefined) {
      await this.end();
      return { kind: 'crashed', error: unstartable };
    }
    if (this.#hasEnded) return { kind: 'crashed', error: this.#endError(undefined) };
    const { timeoutMs } = this.#settings;
    const invocation: Invocation = { requestId: randomUUID(), event, deadline: Date.now() + timeoutMs };
    return this.#run(invocation);
  }

  /** Ends the thread, whatever it is doing. */
  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  async #run(invocation: Invocation): Promise<Outcome> {
    const { timeoutMs } = this.#settings;
    const outcome = new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
    });
    const timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
    this.#thread.postMessage(invocation);
    try {
      return await outcome;
    } finally {
      clearTimeout(timer);
      this.#settle = undefined;
    }
  }

  #timeOut(timeoutMs: number): void {
    const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    const settle = this.#settle;
    // Only once the thread is gone: nothing of it may happen after its failure is known.
    void this.end().then(() => settle?.({ kind: 'timed-out', error: { errorType: 'Sandbox.Timedout', errorMessage } }));
    this.#settle = undefined;
  }

  #hear(message: SandboxMessage): void {
    switch (message.kind) {
      case 'line':
        this.#settings.onLine(message.line);
        break;
      case 'ready':
        this.#settleStart();
        break;
      case 'unloadable':
        this.#settleStart(message.error);
        break;
      case 'answered':
      case 'threw':
        this.#settle?.(message);
        break;
    }
  }

  #end(code: number): void {
    this.#hasEnded = true;
    const error = this.#endError(code);
    this.#settleStart(error);
    this.#settle?.({ kind: 'crashed', error });
    this.#settings.onEnd(this);
  }

  #endError(code: number | undefined): FunctionError {
    if (this.#lastError !== undefined) {
      return { errorType: this.#lastError.name, errorMessage: this.#lastError.message, stack: this.#lastError.stack };
    }
    const status = code === undefined ? '' : ` with exit code ${code}`;
    return { errorType: 'Runtime.ExitError', errorMessage: `the sandbox ended${status} before it answered` };
  }

  #starting(): Promise<FunctionError | undefined> {
    return new Promise((resolve) => {
      const seconds = START_LIMIT_MS / 1000;
      const errorMessage = `the handler was not loaded within ${seconds} s`;
      const limit = setTimeout(() => resolve({ errorType: 'Sandbox.Timedout', errorMessage }), START_LIMIT_MS);
      this.#settleStart = (error) => {
        clearTimeout(limit);
        this.#hasStarted = true;
        resolve(error);
      };
    });
  }
}
