/** A Lambda function: processes that are started when needed, frozen between invocations, ended when they take too long. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Random } from '../../clock/clock.ts';
import type { Strikes } from '../fate.ts';
import type { Surroundings } from '../network.ts';
import { Sandbox } from '../sandbox.ts';

export type Invocable<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/** Starts the function's code in a process. */
export type Boot<Event, Answer> = (sandbox: Sandbox) => Invocable<Event, Answer>;

export type Ended<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'crashed' };

/** Lambda keeps a process about so long without an invocation. */
const MAX_IDLE_MS = 10 * 60_000;

/** How wrong the clock of a process may be, when clocks differ. */
const MAX_SKEW_MS = 90_000;

interface Instance<Event, Answer> {
  readonly sandbox: Sandbox;
  readonly version: number;
  readonly handler: Invocable<Event, Answer>;
  idleSince: number;
}

export class SimulatedFunction<Event, Answer> {
  readonly name: string;
  readonly #timeoutMs: number;
  readonly #surroundings: Surroundings;
  readonly #random: Random;
  readonly #isSkewed: Strikes;
  #boot: Boot<Event, Answer>;
  #version = 1;
  #started = 0;
  #invocations = 0;
  #idle: Instance<Event, Answer>[] = [];

  constructor(name: string, timeoutSeconds: number, boot: Boot<Event, Answer>, surroundings: Surroundings) {
    this.name = name;
    this.#timeoutMs = timeoutSeconds * 1_000;
    this.#boot = boot;
    this.#surroundings = surroundings;
    this.#random = surroundings.fate.random(`${name} processes`);
    this.#isSkewed = surroundings.fate.at('wrong clocks', name);
  }

  /** From now on, invocations run other code; those under way end with the code they began with. */
  deploy(boot: Boot<Event, Answer>): void {
    this.#boot = boot;
    this.#version += 1;
    this.#idle = [];
  }

  /** Calls `end` exactly once. */
  invoke(event: Event, end: (ended: Ended<Answer>) => void): void {
    const { time, note } = this.#surroundings;
    this.#invocations += 1;
    const instance = this.#instance();
    const { sandbox, handler } = instance;
    const deadline = time.now() + this.#timeoutMs;
    let death: Ended<Answer> = { kind: 'crashed' };
    let isOver = false;
    const finish = (ended: Ended<Answer>): void => {
      if (isOver) return;
      isOver = true;
      forget();
      if (sandbox.isAlive) this.#rest(instance);
      end(ended);
    };
    const forget = time.after(this.#timeoutMs, () => {
      note?.(sandbox.name, 'takes too long, and is ended');
      death = { kind: 'timed-out' };
      sandbox.kill();
    });
    sandbox.thaw(() => finish(death));
    handler(
      event,
      contextOf(this.name, () => deadline - time.now(), `${this.name}-${this.#invocations}`),
    ).then(
      (answer) => finish({ kind: 'answered', answer }),
      (error: unknown) => finish({ kind: 'threw', error }),
    );
  }

  #instance(): Instance<Event, Answer> {
    const now = this.#surroundings.time.now();
    const idle = this.#idle.pop();
    if (idle !== undefined && now - idle.idleSince <= MAX_IDLE_MS) return idle;
    this.#started += 1;
    const skewMs = this.#isSkewed() ? Math.floor((this.#random() * 2 - 1) * MAX_SKEW_MS) : 0;
    const sandbox = new Sandbox(`${this.name}#${this.#started}`, this.#surroundings.time, skewMs);
    return { sandbox, version: this.#version, handler: this.#boot(sandbox), idleSince: now };
  }

  #rest(instance: Instance<Event, Answer>): void {
    instance.sandbox.freeze();
    if (instance.version !== this.#version) return;
    instance.idleSince = this.#surroundings.time.now();
    this.#idle.push(instance);
  }
}

/** What a handler may ask of an invocation; each has a request id of its own. */
export function contextOf(
  functionName: string,
  getRemainingTimeInMillis: () => number,
  awsRequestId: string = randomUUID(),
): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionName,
    memoryLimitInMB: '512',
    awsRequestId,
    logGroupName: functionName,
    logStreamName: functionName,
    getRemainingTimeInMillis,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
