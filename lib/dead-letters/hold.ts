/**
 * Messages that are hidden from everybody else while a command looks at them. SQS has no way to look without receiving, and what was
 * received is hidden. So they are hidden for a minute only, and for longer, minute by minute, while the command lives; when it ends,
 * in whatever way it can, it gives back what it holds. Killed, it leaves them hidden for that minute.
 */
import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../clock/clock.ts';

/** For so long is a message hidden if the command is killed. */
export const HIDDEN_SECONDS = 60;

/** Early enough that a slow answer does not let the minute pass. */
const RENEW_AFTER_MS = 20_000;

/** SQS: entries of one request. */
const BATCH = 10;

/** Requests side by side. */
const REQUESTS = 8;

export interface Held {
  readonly messageId: string;
  readonly receiptHandle: string;
}

export class Hold {
  readonly #sqs: SQSClient;
  readonly #clock: Clock;
  readonly #queueUrl: string;
  /** By message id: the newest receipt, which is the one that counts. */
  readonly #receipts = new Map<string, string>();
  #cancelRenewal: (() => void) | undefined;
  #renewing: Promise<void> = Promise.resolve();

  constructor(sqs: SQSClient, clock: Clock, queueUrl: string) {
    this.#sqs = sqs;
    this.#clock = clock;
    this.#queueUrl = queueUrl;
  }

  get size(): number {
    return this.#receipts.size;
  }

  add(received: readonly Held[]): void {
    for (const { messageId, receiptHandle } of received) this.#receipts.set(messageId, receiptHandle);
    if (this.#cancelRenewal === undefined && this.size > 0) this.#renewLater();
  }

  /** They are not in the queue any more: there is nothing to give back. */
  forget(messageIds: Iterable<string>): void {
    for (const id of messageIds) this.#receipts.delete(id);
  }

  /** Gives back all, or all but those to keep. */
  async giveBack(keep: ReadonlySet<string> = new Set()): Promise<void> {
    this.#cancelRenewal?.();
    this.#cancelRenewal = undefined;
    await this.#renewing;
    const back = [...this.#receipts].filter(([id]) => !keep.has(id));
    this.forget(back.map(([id]) => id));
    await this.#hideFor(
      0,
      back.map(([, receipt]) => receipt),
    );
    if (this.size > 0) this.#renewLater();
  }

  #renewLater(): void {
    this.#cancelRenewal = this.#clock.after(RENEW_AFTER_MS, () => {
      // What cannot be renewed returns to the queue by itself: nothing is lost, and SQS refuses the old receipt.
      this.#renewing = this.#hideFor(HIDDEN_SECONDS, [...this.#receipts.values()]).catch(() => undefined);
      void this.#renewing.then(() => {
        if (this.#cancelRenewal !== undefined) this.#renewLater();
      });
    });
  }

  async #hideFor(VisibilityTimeout: number, receipts: readonly string[]): Promise<void> {
    const starts = Array.from({ length: Math.ceil(receipts.length / BATCH) }, (_, index) => index * BATCH).values();
    const worker = async (): Promise<void> => {
      for (const start of starts) {
        const Entries = receipts
          .slice(start, start + BATCH)
          .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout }));
        await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
      }
    };
    await Promise.all(Array.from({ length: REQUESTS }, worker));
  }
}
