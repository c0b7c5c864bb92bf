/**
 * Walks over a dead-letter queue from one end to the other. SQS has no way to look without taking: a letter that was received is
 * hidden from others for a while. So the walk gives back at once, when it ends, every letter that nobody took out.
 * It holds no bodies, only a receipt of each letter it has to give back: some 400 bytes.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { errorName } from '../aws/ports.ts';
import { type Letter, letterOf } from './dead-message.ts';

/** A visit says which letters it has taken out of the queue, by message id, and whether it has seen enough. */
export interface Visited {
  readonly taken?: ReadonlySet<string>;
  readonly isEnough?: boolean;
}

export type Visit = (page: readonly Letter[]) => Promise<Visited>;

export interface Walked {
  readonly seen: number;
  /** False when SQS would hide no more letters at once, 120,000 of a queue: the rest was not seen. */
  readonly isComplete: boolean;
}

/** SQS: messages per request. */
const BATCH = 10;

/** Requests side by side: a page is ten times as many letters. */
const RECEIVERS = 8;

/** How long a letter is hidden if the walk is killed. A whole queue of 100,000 is walked in less. */
const HIDDEN_SECONDS = 600;

/** Long polling asks all of SQS's servers, short polling some of them; what is there comes at once all the same. */
const WAIT_SECONDS = 1;

export async function walk(sqs: SQSClient, queueUrl: string, visit: Visit): Promise<Walked> {
  const receipts = new Map<string, string>();
  const seen = new Set<string>();
  try {
    for (;;) {
      const received = await page(sqs, queueUrl);
      if (received === 'too-many-hidden') return { seen: seen.size, isComplete: false };
      if (received.length === 0) return { seen: seen.size, isComplete: true };
      for (const { messageId, receiptHandle } of received) receipts.set(messageId, receiptHandle);
      const fresh = received.filter(({ messageId }) => !seen.has(messageId));
      // Letters come round again: the walk took longer than they stay hidden.
      if (fresh.length === 0) return { seen: seen.size, isComplete: true };
      for (const { messageId } of fresh) seen.add(messageId);
      const { taken = new Set<string>(), isEnough = false } = await visit(fresh);
      for (const messageId of taken) receipts.delete(messageId);
      if (isEnough) return { seen: seen.size, isComplete: false };
    }
  } finally {
    await giveBack(sqs, queueUrl, [...receipts.values()]);
  }
}

/** Messages in the queue, hidden ones included. Approximate on AWS. */
export async function depthOf(sqs: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages ?? 0) + Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
  );
}

async function page(sqs: SQSClient, queueUrl: string): Promise<Letter[] | 'too-many-hidden'> {
  const receive = () =>
    sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
  // One first: a queue that is empty, or small, is asked once and not eight times.
  const first = await receive().catch(overLimit);
  if (first === undefined) return 'too-many-hidden';
  const full = (first.Messages?.length ?? 0) === BATCH;
  const others = full ? await Promise.all(Array.from({ length: RECEIVERS - 1 }, () => receive().catch(overLimit))) : [];
  return [first, ...others].flatMap((answer) => answer?.Messages ?? []).flatMap((message) => letterOf(message) ?? []);
}

function overLimit(error: unknown): undefined {
  if (errorName(error) === 'OverLimit') return undefined;
  throw error;
}

async function giveBack(sqs: SQSClient, queueUrl: string, receipts: readonly string[]): Promise<void> {
  const starts = Array.from({ length: Math.ceil(receipts.length / BATCH) }, (_, index) => index * BATCH).values();
  const worker = async (): Promise<void> => {
    for (const start of starts) {
      const Entries = receipts.slice(start, start + BATCH).map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  };
  await Promise.all(Array.from({ length: RECEIVERS }, worker));
}
