/** A contender in a process of its own: loads the handler at the path given, says how long that took, and answers batches. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

export interface Loaded {
  readonly importMs: number;
}

export interface Handled {
  readonly milliseconds: number;
  readonly failures: number;
}

type Handler = (event: SQSEvent, context: object) => Promise<SQSBatchResponse>;

const [, , path = ''] = process.argv;
const begun = performance.now();
const loaded: { handler: Handler; default?: { handler: Handler } } = await import(path);
// A bundle is CommonJS: its exports may come as the default.
const handler = loaded.handler ?? loaded.default?.handler;
const importMs = performance.now() - begun;

process.on('message', async (event: SQSEvent) => {
  const start = performance.now();
  const { batchItemFailures } = await handler(event, { awsRequestId: 'bench', getRemainingTimeInMillis: () => 30_000 });
  process.send?.({ milliseconds: performance.now() - start, failures: batchItemFailures.length } satisfies Handled);
});
process.send?.({ importMs } satisfies Loaded);
