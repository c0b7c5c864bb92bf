/** SNS and SQS: fauxqs, in memory, on loopback. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SourceQueue } from '../source-queue.ts';
import { directQueues } from './direct-queues.ts';
import type { Engine } from './engine.ts';
import type { FauxqsThreadData, FauxqsThreadMessage } from './fauxqs-thread.ts';
import { LOOPBACK, portTaken } from './free-port.ts';

/** As tools that show threads name it. */
export const FAUXQS_THREAD = 'fauxqs';

export interface MessagingEngine extends Engine {
  /** A queue by its URL, for pollers in this process. */
  queue(url: string): SourceQueue;
}

/** `port` 0 takes any free one. Throws, saying what to do, when fauxqs is missing or the port is taken. */
export async function startFauxqs(region: string, port = 0): Promise<MessagingEngine> {
  const workerData: FauxqsThreadData = { port, region };
  const thread = new Worker(new URL('./fauxqs-thread.ts', import.meta.url), { workerData, name: FAUXQS_THREAD });
  const message = await firstMessage(thread);
  if ('error' in message) {
    await thread.terminate();
    throw refusal(message, port);
  }
  const endpoint = `http://${LOOPBACK}:${message.port}`;
  return {
    endpoint,
    published: endpoint,
    queue: directQueues(thread),
    stop: async () => {
      const gone = once(thread, 'exit');
      thread.postMessage('stop');
      await gone;
    },
  };
}

async function firstMessage(thread: Worker): Promise<FauxqsThreadMessage> {
  const [message]: FauxqsThreadMessage[] = await once(thread, 'message').catch((cause: unknown) => {
    throw new Error('fauxqs (SNS and SQS) cannot be loaded: it needs Node 22.5 or later; run `npm ci`', { cause });
  });
  return message ?? { error: 'it said nothing', code: undefined };
}

function refusal({ error, code }: { error: string; code: string | undefined }, port: number): Error {
  if (code === 'EADDRINUSE')
    return portTaken('fauxqs (SNS and SQS)', port, 'Choose another, or end what listens there.');
  return new Error(`fauxqs (SNS and SQS) did not start: ${error}`);
}
