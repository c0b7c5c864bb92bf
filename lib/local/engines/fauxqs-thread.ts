/**
 * SNS and SQS by fauxqs, in a worker thread of their own, so that they do not share an event loop with pollers and HTTP.
 * Not by `startFauxqs`: that one listens on every network interface.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { buildApp } from 'fauxqs';
import { foreignRequest } from '../http/guard.ts';
import { answerTo } from './direct-queue-answers.ts';
import type { Question } from './direct-queues.ts';
import { newStores } from './fauxqs-inside.ts';
import { LOOPBACK } from './free-port.ts';
import { messagesIn, TRAFFIC_PATH, type Traffic } from './traffic.ts';

export interface FauxqsThreadData {
  readonly port: number;
  readonly region: string;
}

/** `port` once it listens, or why it does not. */
export type FauxqsThreadMessage =
  | { readonly port: number }
  | { readonly error: string; readonly code: string | undefined };

/** Their answers hold queue URLs such as `http://sqs.eu-west-1.localhost:4566/…`, a host name that not every resolver knows. */
const ANSWERS_WITH_QUEUE_URLS = /\.(CreateQueue|GetQueueUrl|ListQueues|ListDeadLetterSourceQueues)$/;

const { port, region }: FauxqsThreadData = workerData;
const stores = newStores();
const app = buildApp({ logger: false, defaultRegion: region, stores });

app.addHook('onRequest', async (request, reply) => {
  const refusal = foreignRequest(request.headers, { port: request.socket.localPort ?? port });
  if (refusal !== undefined) await reply.code(refusal.status).send({ type: 'about:blank', ...refusal });
});

app.addHook('onSend', async (request, _reply, payload) => {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (typeof payload !== 'string' || !ANSWERS_WITH_QUEUE_URLS.test(target)) return payload;
  return payload.replaceAll(/http:\/\/sqs\.[^./]+\.localhost:/g, `http://${LOOPBACK}:`);
});

const published: Record<string, number> = {};

app.addHook('onResponse', async ({ body }, { statusCode }) => {
  const form = body as Readonly<Record<string, string>> | undefined;
  if (statusCode !== 200 || form?.TopicArn === undefined) return;
  published[form.TopicArn] = (published[form.TopicArn] ?? 0) + messagesIn(form);
});

app.get(TRAFFIC_PATH, async (): Promise<Traffic> => ({ at: Date.now(), published, oldestSentAt: oldestSentAt() }));

function oldestSentAt(): Record<string, number> {
  const oldest: Record<string, number> = {};
  for (const queue of stores.sqsStore.allQueues()) {
    const { ready, delayed, inflight } = queue.inspectMessages();
    for (const { sentTimestamp } of [...ready, ...delayed, ...inflight.map(({ message }) => message)]) {
      oldest[queue.name] = Math.min(oldest[queue.name] ?? sentTimestamp, sentTimestamp);
    }
  }
  return oldest;
}

parentPort?.on('message', async (message: 'stop' | Question) => {
  if (message !== 'stop') {
    parentPort?.postMessage(await answerTo(message, stores.sqsStore));
    return;
  }
  await app.close();
  parentPort?.close();
});

app
  .listen({ port, host: LOOPBACK })
  .then((address) => announce({ port: Number(new URL(address).port) }))
  .catch((error: NodeJS.ErrnoException) => announce({ error: error.message, code: error.code }));

function announce(message: FauxqsThreadMessage): void {
  parentPort?.postMessage(message);
}
