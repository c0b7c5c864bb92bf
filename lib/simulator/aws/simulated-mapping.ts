/**
 * An event source mapping: polls a queue and invokes a function with batches, as many at once as it may, and deletes what
 * succeeded. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Random } from '../../clock/clock.ts';
import { verdictOnFailures } from '../../local/batch-response.ts';
import type { Strikes } from '../fate.ts';
import type { Surroundings } from '../network.ts';
import type { Ended, SimulatedFunction } from './simulated-function.ts';
import type { SimulatedQueue } from './simulated-queue.ts';

export interface SimulatedMappingSettings {
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly maximumConcurrency: number;
}

/** What became of a record, for who watches a run. */
export interface RecordWatcher {
  /** It was dealt with, and is being deleted. */
  onDelete(record: SQSRecord): void;
  /** It is handed to the function. */
  onReceive?(record: SQSRecord): void;
  /** An invocation ended. */
  onInvocation?(records: readonly SQSRecord[], milliseconds: number): void;
  /** It was not: the function died or was ended, or it said that it failed. */
  onKeep(record: SQSRecord): void;
}

/** From a message's arrival to the poll that finds it. */
const POLL_MS = 250;
/** From one poll that found as much as a batch takes to the next. */
const NEXT_POLL_MS = 5;
/** After a poll that found nothing though there was something: short polls ask only some of SQS's servers. */
const EMPTY_POLL_MS = 20_000;

export class SimulatedMapping {
  readonly #queue: SimulatedQueue;
  readonly #target: SimulatedFunction<SQSEvent, SQSBatchResponse>;
  readonly #settings: SimulatedMappingSettings;
  readonly #surroundings: Surroundings;
  readonly #watcher: RecordWatcher;
  readonly #random: Random;
  readonly #findsNothing: Strikes;
  readonly #forgetsToDelete: Strikes;
  #isEnabled = true;
  #isPolling = false;
  #foundMuch = false;
  #underWay = 0;
  #heldMs = 0;

  constructor(
    queue: SimulatedQueue,
    target: SimulatedFunction<SQSEvent, SQSBatchResponse>,
    settings: SimulatedMappingSettings,
    surroundings: Surroundings,
    watcher: RecordWatcher = { onDelete: () => undefined, onKeep: () => undefined },
  ) {
    this.#queue = queue;
    this.#target = target;
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#watcher = watcher;
    const { fate } = surroundings;
    this.#random = fate.random(`polls of ${queue.name}`);
    this.#findsNothing = fate.at('empty receives', queue.name);
    this.#forgetsToDelete = fate.at('lost answers', `deleting from ${queue.name}`);
    queue.whenVisible(() => this.#poll());
  }

  disable(): void {
    this.#isEnabled = false;
  }

  enable(): void {
    this.#isEnabled = true;
    this.#poll();
  }

  /** From now on a batch waits so long between its receipt and its invocation: Lambda throttles the function, or has no room for it. */
  hold(milliseconds: number): void {
    this.#heldMs = milliseconds;
  }

  #poll(): void {
    const { maximumConcurrency } = this.#settings;
    if (!this.#isEnabled || this.#isPolling || this.#underWay >= maximumConcurrency || this.#queue.visible === 0)
      return;
    this.#isPolling = true;
    const waitMs = this.#findsNothing() ? EMPTY_POLL_MS : this.#foundMuch ? NEXT_POLL_MS : POLL_MS;
    this.#surroundings.time.after(this.#random() * waitMs, () => this.#receive([]));
  }

  /** The window begins with the first message; the batch goes when it is full or the window ends. */
  #receive(sofar: readonly SQSRecord[]): void {
    const { batchSize, batchWindowSeconds } = this.#settings;
    const batch = [...sofar, ...this.#queue.receive(batchSize - sofar.length)];
    const waits = sofar.length === 0 && batch.length > 0 && batch.length < batchSize && batchWindowSeconds > 0;
    if (waits) {
      this.#surroundings.time.after(batchWindowSeconds * 1_000, () => this.#receive(batch));
      return;
    }
    this.#isPolling = false;
    this.#foundMuch = batch.length === batchSize;
    if (batch.length > 0) this.#invoke(batch);
    this.#poll();
  }

  #invoke(batch: readonly SQSRecord[]): void {
    this.#underWay += 1;
    if (this.#heldMs === 0) this.#run(batch);
    else this.#surroundings.time.after(this.#heldMs, () => this.#run(batch));
  }

  #run(batch: readonly SQSRecord[]): void {
    this.#surroundings.note?.(this.#target.name, `is given ${batch.map(describe).join(', ')}`);
    const { time } = this.#surroundings;
    const begun = time.now();
    for (const record of batch) this.#watcher.onReceive?.(record);
    this.#target.invoke({ Records: [...batch] }, (ended) => {
      this.#underWay -= 1;
      this.#watcher.onInvocation?.(batch, time.now() - begun);
      this.#settle(batch, ended);
      this.#poll();
    });
  }

  #settle(batch: readonly SQSRecord[], ended: Ended<SQSBatchResponse>): void {
    const succeeded = succeededIn(batch, ended);
    for (const record of batch) {
      if (!succeeded.has(record.messageId)) {
        this.#watcher.onKeep(record);
        continue;
      }
      this.#watcher.onDelete(record);
      if (!this.#forgetsToDelete()) this.#queue.delete(record.receiptHandle);
    }
  }
}

function succeededIn(batch: readonly SQSRecord[], ended: Ended<SQSBatchResponse>): ReadonlySet<string> {
  if (ended.kind !== 'answered') return new Set();
  const ids = batch.map(({ messageId }) => messageId);
  return new Set(verdictOnFailures(ended.answer?.batchItemFailures, ids).succeeded);
}

function describe({ messageId, messageAttributes, attributes }: SQSRecord): string {
  const type = messageAttributes.type?.stringValue ?? 'a message';
  return `${type} (${messageId}, attempt ${attributes.ApproximateReceiveCount})`;
}
