/**
 * Feeds a queue to a function with the semantics of Lambda's event source mapping: batch size and window, maximum
 * concurrency, filters, and partial batch responses. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import { verdictOn } from './batch-response.ts';
import type { Outcome } from './functions/outcome.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { Observer } from './observer.ts';
import type { Message, SourceQueue } from './source-queue.ts';
import { sqsEventOf } from './sqs-event.ts';

export interface MappingPorts {
  readonly queue: SourceQueue;
  /** Resolves when an invocation would start at once. */
  readonly whenFree: () => Promise<void>;
  readonly invoke: (event: SQSEvent) => Promise<Outcome>;
  /** Told of whole batches that failed, and of an engine that does not answer. */
  readonly notice: (message: string) => void;
  readonly onSettled: Observer['settled'];
}

/** Not SQS's 20 s: pausing waits for the poll under way, since breaking it off would hide messages nobody has. */
const POLL_SECONDS = 1;

/**
 * Between a batch that was not full and the next poll, since more is probably on its way: Lambda's pollers are no faster, and fuller
 * batches take less of every engine. The first message after a silence does not wait.
 */
const LINGER_MS = 50;

/** After the queue could not be read. */
const PAUSE_AFTER_ERROR_MS = 1_000;

export class EventSourceMapping {
  readonly settings: MappingSettings;
  readonly #ports: MappingPorts;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #polling: Promise<void> | undefined;
  #isRunning = false;
  #isPolling = false;
  #held = 0;

  constructor(settings: MappingSettings, ports: MappingPorts) {
    this.settings = settings;
    this.#ports = ports;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** It was asked to pause, and the last poll has ended: from now on, nothing more is received. */
  get isPaused(): boolean {
    return !this.#isRunning && !this.#isPolling && this.isQuiet;
  }

  /** Nothing was received that is not settled yet. */
  get isQuiet(): boolean {
    return this.#held === 0 && this.#underWay.size === 0;
  }

  resume(): void {
    if (this.#isRunning || this.#stopping.signal.aborted) return;
    this.#isRunning = true;
    const before = this.#polling ?? Promise.resolve();
    this.#polling = before.then(() => this.#poll());
  }

  /** Resolves when nothing more is received and all that was received is settled. */
  async pause(): Promise<void> {
    this.#isRunning = false;
    await this.#polling;
    await Promise.all(this.#underWay);
  }

  /** As `pause`, but breaks off the poll under way: what it would have received stays hidden until its visibility times out. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.pause();
  }

  async #poll(): Promise<void> {
    this.#isPolling = true;
    while (this.#isRunning) {
      // What waits in the queue instead of here makes fuller batches, and may be taken by another.
      await this.#ports.whenFree();
      const batch = await this.#nextBatch();
      if (batch.length === 0) continue;
      const settled = this.#settle(batch).finally(() => this.#underWay.delete(settled));
      this.#underWay.add(settled);
      this.#held = 0;
      // Nothing is received that could not be invoked at once: its visibility timeout would be running.
      if (this.#underWay.size >= this.settings.maximumConcurrency) await Promise.race(this.#underWay);
      if (batch.length < this.settings.batchSize) await sleep(LINGER_MS);
    }
    this.#isPolling = false;
  }

  async #nextBatch(): Promise<readonly Message[]> {
    try {
      return await this.#gather();
    } catch (error) {
      this.#held = 0;
      if (this.#stopping.signal.aborted) return [];
      this.#ports.notice(
        `cannot read the queue, trying again: ${error instanceof Error ? error.message : String(error)}`,
      );
      await sleep(PAUSE_AFTER_ERROR_MS);
      return [];
    }
  }

  /** The window begins with the first message, and the batch goes when it is full or the window ends. */
  async #gather(): Promise<readonly Message[]> {
    const { batchSize, windowSeconds } = this.settings;
    const batch = [...(await this.#receive(batchSize, POLL_SECONDS))];
    const end = Date.now() + windowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize) {
      this.#held = batch.length;
      const remainingMs = end - Date.now();
      if (remainingMs <= 0) break;
      // Waiting is in whole seconds: what is left of one is slept, and the queue asked once more.
      if (remainingMs < 1000) await sleep(remainingMs);
      batch.push(...(await this.#receive(batchSize - batch.length, remainingMs < 1000 ? 0 : 1)));
    }
    this.#held = batch.length;
    return batch;
  }

  async #receive(wanted: number, waitSeconds: number): Promise<readonly Message[]> {
    const received = await this.#ports.queue.receive(wanted, waitSeconds, this.#stopping.signal);
    const { filter } = this.settings;
    if (filter === undefined) return received;
    // Lambda deletes what its filter leaves out.
    const unwanted = received.filter((message) => !filter(message));
    await this.#ports.queue.delete(unwanted);
    return received.filter((message) => !unwanted.includes(message));
  }

  async #settle(batch: readonly Message[]): Promise<void> {
    const event = sqsEventOf(batch, this.settings);
    const startedAt = Date.now();
    const outcome = await this.#ports.invoke(event);
    const ids = batch.map(({ MessageId = '' }) => MessageId);
    const { succeeded, problem } = verdictOn(outcome, ids, this.settings.reportsItemFailures);
    if (problem !== undefined) this.#ports.notice(`batch of ${batch.length} failed: ${problem}`);
    const done = new Set(succeeded);
    const { functionName } = this.settings;
    this.#ports.onSettled({ functionName, records: event.Records, startedAt, endedAt: Date.now(), succeeded: done });
    try {
      await this.#ports.queue.delete(batch.filter(({ MessageId = '' }) => done.has(MessageId)));
    } catch (error) {
      this.#ports.notice(`will be redelivered: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
