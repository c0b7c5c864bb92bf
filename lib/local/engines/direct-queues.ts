/**
 * Queues of the embedded SQS as their pollers see them: asked by messages between threads, without HTTP. The engine does what it
 * does for a request, by the same code, so nothing else differs.
 */
import type { Worker } from 'node:worker_threads';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { MAX_PER_REQUEST, type SourceQueue } from '../source-queue.ts';

export type Question = { readonly id: number; readonly QueueUrl: string } & (
  | { readonly verb: 'receive'; readonly most: number; readonly waitSeconds: number }
  | { readonly verb: 'delete'; readonly receiptHandles: readonly (string | undefined)[] }
);

/** What was received, nothing when it was deleted; or why neither. */
export type Answer = { readonly id: number } & ({ readonly messages: readonly Message[] } | { readonly error: string });

type Unnumbered<Q> = Q extends Question ? Omit<Q, 'id'> : never;

const ENDED = 'fauxqs (SNS and SQS) has ended';

/** Queues by their URL, of the engine that runs in `thread`. */
export function directQueues(thread: Worker): (queueUrl: string) => SourceQueue {
  const ask = line(thread);
  return (QueueUrl) => ({
    receive: async (most, waitSeconds, signal) => {
      const received = await ask(
        { verb: 'receive', QueueUrl, most: Math.min(most, MAX_PER_REQUEST), waitSeconds },
        signal,
      );
      return received.map(decoded);
    },
    delete: async (messages) => {
      const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle);
      const requests: Promise<unknown>[] = [];
      for (let start = 0; start < handles.length; start += MAX_PER_REQUEST) {
        const receiptHandles = handles.slice(start, start + MAX_PER_REQUEST);
        requests.push(ask({ verb: 'delete', QueueUrl, receiptHandles }));
      }
      await Promise.all(requests);
    },
  });
}

/** Carries questions to the engine. One that is broken off by its signal fails at once; its answer, if it comes, is for nobody. */
function line(thread: Worker) {
  const open = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  let hasEnded = false;
  thread.on('message', (answer: Answer) => open.get(answer.id)?.(answer));
  thread.on('exit', () => {
    hasEnded = true;
    for (const [id, settle] of open) settle({ id, error: ENDED });
  });
  return async (question: Unnumbered<Question>, signal?: AbortSignal): Promise<readonly Message[]> => {
    signal?.throwIfAborted();
    if (hasEnded) throw new Error(ENDED);
    asked += 1;
    const id = asked;
    const breakOff = () => open.get(id)?.({ id, error: 'broken off' });
    signal?.addEventListener('abort', breakOff);
    try {
      const answer = await new Promise<Answer>((resolve) => {
        open.set(id, resolve);
        thread.postMessage({ ...question, id });
      });
      if ('error' in answer) throw new Error(answer.error);
      return answer.messages;
    } finally {
      signal?.removeEventListener('abort', breakOff);
      open.delete(id);
    }
  };
}

/** fauxqs keeps binary values as they came, in base64; the SDK gives bytes. */
function decoded(message: Message): Message {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  if (!attributes.some(([, { BinaryValue }]) => BinaryValue !== undefined)) return message;
  return {
    ...message,
    MessageAttributes: Object.fromEntries(attributes.map(([name, value]) => [name, bytesIn(value)])),
  };
}

function bytesIn({ BinaryValue, ...others }: MessageAttributeValue): MessageAttributeValue {
  return BinaryValue === undefined ? others : { ...others, BinaryValue: Buffer.from(String(BinaryValue), 'base64') };
}
