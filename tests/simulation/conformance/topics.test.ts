/**
 * The simulated SNS must not flatter us: the same operations, on it and on the embedded engine, must get the same answers. Where AWS
 * documents a limit that the engine does not have, the simulated one keeps to AWS; its own tests show that.
 */
import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sns } from '../../../lib/aws/clients.ts';
import type { Sns } from '../../../lib/aws/ports.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { sqsQueue } from '../../../lib/local/source-queue.ts';
import { SimulatedQueue } from '../../../lib/simulator/aws/simulated-queue.ts';
import { SimulatedTopics } from '../../../lib/simulator/aws/simulated-topics.ts';
import { SeededFate } from '../../../lib/simulator/fate.ts';
import { VirtualTime } from '../../../lib/simulator/virtual-time.ts';
import { startTestEngines } from '../../rig/engines.ts';

import { answerOf, arnOf, makeQueue } from './answers.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

describe('SNS', () => {
  const entry = (id: string, message: string) => ({
    Id: id,
    Message: message,
    MessageAttributes: { type: { DataType: 'String', StringValue: 'order.placed' } },
  });
  const batches: readonly [string, ReturnType<typeof entry>[]][] = [
    ['two messages', [entry('0', 'one'), entry('1', 'two')]],
    ['no messages', []],
    ['eleven messages', Array.from({ length: 11 }, (_, n) => entry(String(n), 'x'))],
    ['two messages under one id', [entry('0', 'x'), entry('0', 'y')]],
  ];

  it('takes and refuses the same batches, and delivers them raw, with their attributes, to every queue', async () => {
    const real = await embedded();
    const simulated = inSimulation();
    for (const [name, batch] of batches) {
      const [expected, answer] = [await real.publish(batch), await simulated.publish(batch)];
      expect({ name, answer }).toEqual({ name, answer: expected });
    }
    expect(await simulated.delivered()).toEqual(await real.delivered());
  });

  type Entries = (typeof batches)[number][1];

  async function published(port: Pick<Sns, 'publishBatch'>, TopicArn: string, batch: Entries): Promise<object> {
    return answerOf(
      port.publishBatch({ TopicArn, PublishBatchRequestEntries: batch }).then(({ Failed = [] }) => ({ Failed })),
    );
  }

  function inSimulation() {
    const time = new VirtualTime(0);
    const fate = new SeededFate({ seed: 1, rates: {} });
    const topics = new SimulatedTopics(time, fate);
    const queues = ['a', 'b'].map(
      (name) => new SimulatedQueue({ name, visibilitySeconds: 30 }, { time, fate, note: undefined }),
    );
    topics.createTopic('topic');
    for (const queue of queues) topics.subscribe('topic', queue);
    return {
      publish: (batch: Entries) =>
        published({ publishBatch: async (input) => topics.publishBatch(input) }, 'topic', batch),
      delivered: async () => {
        await time.run();
        return queues.map((queue) =>
          queue
            .takeAll()
            .map(({ body, attributes }) => [body, attributes.type?.stringValue])
            .sort(),
        );
      },
    };
  }

  async function embedded() {
    const [topics, client] = [new SNSClient(), new SQSClient()];
    const { TopicArn = '' } = await topics.send(new CreateTopicCommand({ Name: `t-${randomUUID().slice(0, 8)}` }));
    const urls = [await makeQueue(client, {}), await makeQueue(client, {})];
    for (const url of urls) {
      await topics.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'sqs',
          Endpoint: await arnOf(client, url),
          Attributes: { RawMessageDelivery: 'true' },
        }),
      );
    }
    return {
      publish: (batch: Entries) => published(sns(), TopicArn, batch),
      delivered: () =>
        Promise.all(
          urls.map(async (url) =>
            (await sqsQueue(client, url).receive(10, 1))
              .map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.type?.StringValue])
              .sort(),
          ),
        ),
    };
  }
});
