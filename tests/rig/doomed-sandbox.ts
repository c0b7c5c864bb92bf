/** A Lambda sandbox in a thread: payment's real pipeline, which says when it has reached a point, and waits there to be killed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SQSEvent } from 'aws-lambda';
import { type Addresses, environmentOf, lambdaContext, paymentHandler } from './pipeline.ts';
import { RecordingGateway } from './recording-gateway.ts';

export interface Doom {
  readonly addresses: Addresses;
  readonly event: SQSEvent;
  readonly diesAt: 'before-commit' | 'before-publish';
}

const { addresses, event, diesAt }: Doom = workerData;
const gateway = new RecordingGateway();

const waitForTheEnd = (): Promise<never> => {
  parentPort?.postMessage([...gateway.charges.keys()]);
  return new Promise(() => setInterval(() => undefined, 1_000));
};

const environment = environmentOf(
  addresses,
  {
    ...(diesAt === 'before-commit' && { dynamoDb: (real) => ({ ...real, batchExecuteStatement: waitForTheEnd }) }),
    ...(diesAt === 'before-publish' && { sns: () => ({ publishBatch: waitForTheEnd }) }),
  },
  () => undefined,
);

await paymentHandler(gateway, environment)(event, lambdaContext(60_000));
