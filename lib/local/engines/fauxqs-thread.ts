/**
 * SNS and SQS by fauxqs, in a worker thread of their own, so that they do not share an event loop with pollers and HTTP.
 * Not by `startFauxqs`: that one listens on every network interface.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { buildApp } from 'fauxqs';
import { LOOPBACK } from './free-port.ts';

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
const app = buildApp({ logger: false, defaultRegion: region });

app.addHook('onSend', async (request, _reply, payload) => {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (typeof payload !== 'string' || !ANSWERS_WITH_QUEUE_URLS.test(target)) return payload;
  return payload.replaceAll(/http:\/\/sqs\.[^./]+\.localhost:/g, `http://${LOOPBACK}:`);
});

parentPort?.once('message', async () => {
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
