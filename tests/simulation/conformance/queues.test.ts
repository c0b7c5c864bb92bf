import { SQSClient } from '@aws-sdk/client-sqs';
import { AwsError } from '../../../lib/aws/aws-error.ts';
import { sqs } from '../../../lib/aws/clients.ts';
import { errorName } from '../../../lib/aws/ports.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { sqsQueue } from '../../../lib/local/source-queue.ts';
import { SimulatedQueue } from '../../../lib/simulator/aws/simulated-queue.ts';
import { SeededFate } from '../../../lib/simulator/fate.ts';
import { VirtualTime } from '../../../lib/simulator/virtual-time.ts';
import { startTestEngines } from '../../rig/engines.ts';

import { arnOf, makeQueue } from './answers.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

describe('SQS', () => {
  interface Received {
    readonly body: string;
    readonly count: number;
    readonly handle: string;
  }
  interface Queue {
    send(body: string): Promise<unknown>;
    receive(): Promise<Received[]>;
    hide(handle: string, seconds: number): Promise<unknown>;
    delete(handle: string): Promise<unknown>;
    dead(): Promise<Received[]>;
  }
  const MAX_RECEIVE_COUNT = 3;

  it('counts receipts, hides, shows again, deletes, and gives up, alike', async () => {
    const [real, simulated] = [await embedded(), inSimulation()];
    expect(await story(simulated)).toEqual(await story(real));
  });

  /** Everything that may be asked of one queue, in an order in which nothing has to be waited for. */
  async function story(queue: Queue): Promise<unknown[]> {
    const told: unknown[] = [];
    const tell = async (what: string, request: Promise<unknown>): Promise<void> => {
      const answer = await request.then(
        (value) => value,
        (error: unknown) => ({ error: errorName(error) }),
      );
      told.push([what, answer]);
    };
    const seen = (messages: readonly Received[]) => messages.map(({ body, count }) => [body, count]);
    await tell('nothing', queue.receive().then(seen));
    await queue.send('one');
    const [first] = await queue.receive();
    told.push(['first receipt', first?.body, first?.count]);
    await tell('while it is hidden', queue.receive().then(seen));
    await tell(
      'hidden for too long',
      queue.hide(first?.handle ?? '', 43_201).then(() => 'hidden'),
    );
    await tell(
      'hidden for less than nothing',
      queue.hide(first?.handle ?? '', -1).then(() => 'hidden'),
    );
    await tell(
      'shown again',
      queue.hide(first?.handle ?? '', 0).then(() => 'shown'),
    );
    const [second] = await queue.receive();
    told.push(['second receipt', second?.body, second?.count, second?.handle !== first?.handle]);
    await queue.delete(second?.handle ?? '');
    await tell('after it was deleted', queue.receive().then(seen));
    await queue.send('two');
    for (let count = 1; count <= MAX_RECEIVE_COUNT; count += 1) {
      const [message] = await queue.receive();
      told.push(['receipt', count, message?.count]);
      await queue.hide(message?.handle ?? '', 0);
    }
    await tell('after the last receipt', queue.receive().then(seen));
    // How often it counts as received there is not documented.
    await tell(
      'in the dead-letter queue',
      queue.dead().then((messages) => messages.map(({ body }) => body)),
    );
    return told;
  }

  function inSimulation(): Queue {
    const time = new VirtualTime(0);
    const surroundings = { time, fate: new SeededFate({ seed: 1, rates: {} }), note: undefined };
    const dlq = new SimulatedQueue({ name: 'dlq', visibilitySeconds: 30 }, surroundings);
    const redrive = { queue: dlq, maxReceiveCount: MAX_RECEIVE_COUNT };
    const queue = new SimulatedQueue({ name: 'queue', visibilitySeconds: 30, redrive }, surroundings);
    const received = (from: SimulatedQueue): Received[] =>
      from.receive(1).map(({ body, attributes, receiptHandle }) => ({
        body,
        count: Number(attributes.ApproximateReceiveCount),
        handle: receiptHandle,
      }));
    return {
      send: async (body) => queue.send(body),
      receive: async () => received(queue),
      hide: async (handle, seconds) => queue.changeVisibility(handle, seconds),
      delete: async (handle) => queue.delete(handle),
      // A message that was moved keeps its count, and is received once more here.
      dead: async () => received(dlq),
    };
  }

  async function embedded(): Promise<Queue> {
    const client = new SQSClient();
    const dlqUrl = await makeQueue(client, {});
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: await arnOf(client, dlqUrl),
      maxReceiveCount: MAX_RECEIVE_COUNT,
    });
    const url = await makeQueue(client, { VisibilityTimeout: '30', RedrivePolicy });
    const port = sqs();
    const receive = async (from: string): Promise<Received[]> =>
      (await sqsQueue(client, from).receive(1, 0)).map(({ Body = '', Attributes = {}, ReceiptHandle = '' }) => ({
        body: Body,
        count: Number(Attributes.ApproximateReceiveCount),
        handle: ReceiptHandle,
      }));
    const succeed = ({ Failed = [] }: { Failed?: { Code: string | undefined }[] | undefined }): void => {
      const [failure] = Failed;
      if (failure !== undefined) throw new AwsError(failure.Code ?? '', 'failed', { status: 400 });
    };
    return {
      send: async (MessageBody) =>
        succeed(await port.sendMessageBatch({ QueueUrl: url, Entries: [{ Id: '0', MessageBody }] })),
      receive: () => receive(url),
      hide: async (ReceiptHandle, VisibilityTimeout) =>
        succeed(
          await port.changeMessageVisibilityBatch({
            QueueUrl: url,
            Entries: [{ Id: '0', ReceiptHandle, VisibilityTimeout }],
          }),
        ),
      delete: async (ReceiptHandle) => sqsQueue(client, url).delete([{ ReceiptHandle, MessageId: 'x' }]),
      dead: () => receive(dlqUrl),
    };
  }
});
