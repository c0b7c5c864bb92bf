import { CreateQueueCommand, type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Clients, clientsOf } from '../../../../lib/local/engines/clients.ts';
import { type MessagingEngine, startFauxqs } from '../../../../lib/local/engines/fauxqs.ts';
import { depthsOf } from '../../../../lib/local/queue-depths.ts';
import { type SourceQueue, sqsQueue } from '../../../../lib/local/source-queue.ts';

const REGION = 'eu-west-1';

let engine: MessagingEngine;
let clients: Clients;
let queues = 0;

beforeAll(async () => {
  engine = await startFauxqs(REGION);
  clients = clientsOf(REGION, { sns: engine.endpoint, sqs: engine.endpoint, dynamodb: engine.endpoint });
});

afterAll(async () => {
  clients.destroy();
  await engine.stop();
});

interface TwoWays {
  readonly url: string;
  readonly direct: SourceQueue;
  readonly byHttp: SourceQueue;
}

async function newQueue(): Promise<TwoWays> {
  queues += 1;
  const { QueueUrl: url = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName: `queue-${queues}` }));
  return { url, direct: engine.queue(url), byHttp: sqsQueue(clients.sqs, url) };
}

async function send({ url }: TwoWays, MessageBody: string): Promise<void> {
  await clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody,
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'order.placed' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
      },
    }),
  );
}

/** What is the same of two equal messages. */
function shapeOf({ MessageAttributes = {}, Attributes = {}, ...message }: Message) {
  const bytes = Object.values(MessageAttributes).map(({ BinaryValue }) => [...(BinaryValue ?? [])]);
  const { Body, MD5OfBody, MD5OfMessageAttributes } = message;
  const { ApproximateReceiveCount, SenderId } = Attributes;
  return {
    ...{ Body, MD5OfBody, MD5OfMessageAttributes, ApproximateReceiveCount, SenderId, bytes },
    fields: Object.keys(message).sort(),
    attributes: Object.keys(Attributes).sort(),
    types: Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [name, DataType, StringValue]),
  };
}

describe('a queue asked directly', () => {
  it('gives the same as by HTTP', async () => {
    const queue = await newQueue();
    await send(queue, 'ö');
    await send(queue, 'ö');

    const [direct = {}] = await queue.direct.receive(1, 0);
    const [byHttp = {}] = await queue.byHttp.receive(1, 0);

    expect(shapeOf(direct)).toEqual(shapeOf(byHttp));
  });

  it('hides what it gave, and forgets what is deleted, for everyone', async () => {
    const queue = await newQueue();
    await send(queue, 'a');
    const received = await queue.direct.receive(10, 0);

    expect(received).toHaveLength(1);
    expect(await queue.byHttp.receive(10, 0)).toEqual([]);
    await queue.direct.delete(received);
    const counted = { logicalId: '', name: '', url: queue.url, isDeadLetterQueue: false };
    const [depth] = await depthsOf([counted], clients.sqs);
    expect(depth).toMatchObject({ visible: 0, inFlight: 0 });
  });

  it('waits for a message that comes later', async () => {
    const queue = await newQueue();
    const poll = queue.direct.receive(10, 20);
    await send(queue, 'later');

    expect((await poll).map(({ Body }) => Body)).toEqual(['later']);
  });

  it('deletes more than a request of SQS takes', async () => {
    const queue = await newQueue();
    const received: Message[] = [];
    for (let count = 0; count < 12; count += 1) await send(queue, String(count));
    while (received.length < 12) received.push(...(await queue.direct.receive(100, 0)));

    await queue.direct.delete(received);

    expect(await queue.byHttp.receive(1, 0)).toEqual([]);
  });

  it('refuses in the words of SQS', async () => {
    await expect(engine.queue('http://127.0.0.1/000000000000/missing').receive(1, 0)).rejects.toThrow(/queue/i);
  });

  it('fails at once when it is broken off', async () => {
    const { direct } = await newQueue();
    const stopping = new AbortController();
    const poll = direct.receive(1, 20, stopping.signal);
    stopping.abort();

    await expect(poll).rejects.toThrow('broken off');
    await expect(direct.receive(1, 0, stopping.signal)).rejects.toThrow();
  });

  it('fails instead of waiting for an engine that has ended', async () => {
    const short = await startFauxqs(REGION);
    const queue = short.queue('http://127.0.0.1/000000000000/any');
    await short.stop();

    await expect(queue.receive(1, 20)).rejects.toThrow('has ended');
  });
});
