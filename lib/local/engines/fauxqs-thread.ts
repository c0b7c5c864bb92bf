/**
 * SNS and SQS by fauxqs, in a worker thread of their own, so that they do not share an event loop with pollers and HTTP.
 * Not by `startFauxqs`: that one listens on every network interface.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { buildApp } from 'fauxqs';
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

/** fauxqs shows a queue there without receiving from it. */
const INSPECTION = '/_fauxqs/queues';

interface Inspected {
  readonly messages: {
    readonly ready: readonly Sent[];
    readonly delayed: readonly Sent[];
    readonly inflight: readonly { readonly message: Sent }[];
  };
}

interface Sent {
  readonly sentTimestamp: number;
}

const { port, region }: FauxqsThreadData = workerData;
const app = buildApp({ logger: false, defaultRegion: region });

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

/** Of a queue that is inspected, only the age of its oldest message leaves this thread. */
app.addHook('preSerialization', async (request, _reply, payload) => {
  if (!request.url.startsWith(`${INSPECTION}/`)) return payload;
  const { ready, delayed, inflight } = (payload as Inspected).messages;
  const sent = [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(
    ({ sentTimestamp }) => sentTimestamp,
  );
  return { oldest: sent.length === 0 ? null : sent.reduce((oldest, one) => Math.min(oldest, one)) };
});

app.get(TRAFFIC_PATH, async (): Promise<Traffic> => {
  const queues: { name: string }[] = (await app.inject(INSPECTION)).json();
  const oldestSentAt: Record<string, number> = {};
  const counted = { at: Date.now(), published: { ...published } };
  for (const { name } of queues) {
    const { oldest }: { oldest: number | null } = (await app.inject(`${INSPECTION}/${name}`)).json();
    if (oldest !== null) oldestSentAt[name] = oldest;
  }
  return { ...counted, oldestSentAt };
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
