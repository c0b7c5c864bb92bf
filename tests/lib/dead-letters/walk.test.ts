import { CreateQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Groups, shapeOf } from '../../../lib/dead-letters/groups.ts';
import { depthOf, walk } from '../../../lib/dead-letters/walk.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { startTestEngines } from '../../rig/engines.ts';

let engines: Engines;
let sqs: SQSClient;

beforeAll(async () => {
  engines = await startTestEngines();
  sqs = new SQSClient();
});
afterAll(async () => {
  sqs.destroy();
  await engines.stop();
});

async function queueOf(name: string, letters: number): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  for (let start = 0; start < letters; start += 10) {
    const Entries = Array.from({ length: Math.min(10, letters - start) }, (_, index) => ({
      Id: String(index),
      MessageBody: `letter ${start + index}`,
      MessageAttributes: { 'failure.class': { DataType: 'String', StringValue: (start + index) % 2 ? 'Odd' : 'Even' } },
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
  return QueueUrl;
}

describe('walking over a dead-letter queue', () => {
  it('sees every letter once, far more than one receive returns, and leaves all of them as they were', async () => {
    const url = await queueOf('many', 2_000);
    const seen = new Set<string>();
    const groups = new Groups();
    const walked = await walk(sqs, url, async (page) => {
      for (const letter of page) {
        seen.add(letter.body);
        groups.add(letter);
      }
      return {};
    });
    expect(walked).toEqual({ seen: 2_000, isComplete: true });
    expect(seen.size).toBe(2_000);
    expect(groups.all).toMatchObject([{ messages: 1_000 }, { messages: 1_000 }]);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    expect(Messages).toHaveLength(10);
  });

  it('gives letters back when the visit fails, and when it has seen enough', async () => {
    const url = await queueOf('few', 30);
    await expect(walk(sqs, url, () => Promise.reject(new Error('the terminal is gone')))).rejects.toThrow('gone');
    const { isComplete } = await walk(sqs, url, async () => ({ isEnough: true }));
    expect(isComplete).toBe(false);
    const again = await walk(sqs, url, async () => ({}));
    expect(again.seen).toBe(30);
  });

  it('ends at once in an empty queue', async () => {
    const url = await queueOf('empty', 0);
    expect(await walk(sqs, url, async () => ({}))).toEqual({ seen: 0, isComplete: true });
    expect(await depthOf(sqs, url)).toBe(0);
  });
});

test.each([
  ['DynamoDB failed on fanfare-prod-stock after 1534 ms', 'DynamoDB failed on fanfare-prod-stock after N ms'],
  ["unknown sku '85123A' in order 202e4311-a38e-5ffb-9e6d-4a0f1171e70e", 'unknown sku "…" in order …'],
  ['/lines/12/quantity must be >= 1', '/lines/N/quantity must be >= N'],
])('%s has the shape %s', (message, shape) => {
  expect(shapeOf(message)).toBe(shape);
});
