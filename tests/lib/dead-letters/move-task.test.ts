/**
 * SQS's message move tasks, by the contract that AWS documents: no engine that runs here knows them. A server answers with the
 * documented examples, over SQS's real JSON protocol.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../../../lib/clock/clock.ts';
import { moveAll } from '../../../lib/dead-letters/move-task.ts';
import type { Engines } from '../../../lib/local/engines/engines.ts';
import { startTestEngines } from '../../rig/engines.ts';

type Answer = { readonly status?: number; readonly body: object; readonly error?: string };

const urls = { queue: 'http://sqs/1/payment', dlq: 'http://sqs/1/payment-dlq' };
/** Time that passes at once: nothing here has to wait. */
const clock = { ...systemClock, after: (_: number, then: () => void) => systemClock.after(0, then) };

async function answering(states: readonly object[], start: Answer = { body: { TaskHandle: 'handle-1' } }) {
  const asked: { operation: string; input: Record<string, unknown> }[] = [];
  const waiting = [...states];
  const answers: Record<string, (input: Record<string, unknown>) => Answer> = {
    GetQueueAttributes: ({ QueueUrl }) => ({
      body: { Attributes: { QueueArn: `arn:${String(QueueUrl).split('/').at(-1)}` } },
    }),
    StartMessageMoveTask: () => start,
    ListMessageMoveTasks: () => ({ body: { Results: [waiting.length > 1 ? waiting.shift() : waiting[0]] } }),
    CancelMessageMoveTask: () => ({ body: { ApproximateNumberOfMessagesMoved: 3 } }),
  };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const input = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    asked.push({ operation, input });
    const { status = 200, body, error } = answers[operation]?.(input) ?? { status: 400, body: {} };
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      ...(error && { 'x-amzn-errortype': error }),
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: 'eu-west-1', credentials, useQueueUrlAsEndpoint: false });
  const end = () => {
    sqs.destroy();
    server.close();
  };
  return { sqs, asked, end };
}

const task = { urls, atStart: 10, isInterrupted: () => false, onProgress: () => undefined };

describe('redriving a whole queue by a message move task', () => {
  it('starts one from the dead-letter queue to the queue, at the rate asked, and follows it to its end', async () => {
    const progress: [number, number][] = [];
    const { sqs, asked, end } = await answering([
      { Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 3, ApproximateNumberOfMessagesToMove: 10 },
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 10, ApproximateNumberOfMessagesToMove: 10 },
    ]);
    const onProgress = (moved: number, toMove: number) => void progress.push([moved, toMove]);
    expect(await moveAll(sqs, clock, { ...task, rate: 900, onProgress })).toEqual({ moved: 10, end: 'done' });
    expect(asked.find(({ operation }) => operation === 'StartMessageMoveTask')?.input).toEqual({
      SourceArn: 'arn:payment-dlq',
      DestinationArn: 'arn:payment',
      MaxNumberOfMessagesPerSecond: 500,
    });
    expect(progress).toEqual([
      [3, 10],
      [10, 10],
    ]);
    end();
  });

  it('cancels it when the user asks to stop', async () => {
    const running = { Status: 'RUNNING', TaskHandle: 'handle-1', ApproximateNumberOfMessagesMoved: 2 };
    const { sqs, asked, end } = await answering([running, { ...running, Status: 'CANCELLED' }]);
    expect(await moveAll(sqs, clock, { ...task, isInterrupted: () => true })).toEqual({ moved: 2, end: 'interrupted' });
    expect(asked.map(({ operation }) => operation)).toContain('CancelMessageMoveTask');
    end();
  });

  it('cancels itself once as many were moved as there were at the start: what arrives is for the next one', async () => {
    const running = { Status: 'RUNNING', TaskHandle: 'handle-1', ApproximateNumberOfMessagesMoved: 10 };
    const { sqs, asked, end } = await answering([running, { ...running, Status: 'CANCELLED' }]);
    expect(await moveAll(sqs, clock, task)).toEqual({ moved: 10, end: 'done' });
    expect(asked.find(({ operation }) => operation === 'CancelMessageMoveTask')?.input).toEqual({
      TaskHandle: 'handle-1',
    });
    end();
  });

  it('follows one that is running already, and never cancels what somebody else started', async () => {
    const already = {
      status: 400,
      body: { message: 'There is already a task running.' },
      error: 'InvalidParameterValue',
    };
    const running = { Status: 'RUNNING', TaskHandle: 'theirs', ApproximateNumberOfMessagesMoved: 3 };
    const done = { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 40 };
    const followed = await answering([running, running, done], already);
    expect(await moveAll(followed.sqs, clock, task)).toEqual({ moved: 40, end: 'done' });
    followed.end();

    const left = await answering([running], already);
    expect(await moveAll(left.sqs, clock, { ...task, isInterrupted: () => true })).toEqual({
      moved: 3,
      end: 'interrupted',
      why: 'the move task goes on without this command',
    });
    expect(left.asked.map(({ operation }) => operation)).not.toContain('CancelMessageMoveTask');
    left.end();
  });

  it('says why SQS gave it up', async () => {
    const failed = {
      Status: 'FAILED',
      ApproximateNumberOfMessagesMoved: 4,
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    };
    const { sqs, end } = await answering([failed]);
    expect(await moveAll(sqs, clock, task)).toEqual({
      moved: 4,
      end: 'failed',
      why: 'SQS gave up the move task after 4 messages: AWS.SimpleQueueService.NonExistentQueue',
    });
    end();
  });

  it('is left to the caller where the endpoint does not know such tasks', async () => {
    const unknown = { status: 400, body: { message: 'unknown' }, error: 'AWS.SimpleQueueService.UnsupportedOperation' };
    const { sqs, end } = await answering([], unknown);
    expect(await moveAll(sqs, clock, task)).toBeUndefined();
    end();
  });

  it('is not known to the embedded engine, which says so in a way that is understood', async () => {
    const engines: Engines = await startTestEngines();
    const sqs = new SQSClient();
    const { QueueUrl: queue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'payment' }));
    const { QueueUrl: dlq = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'payment-dlq' }));
    expect(await moveAll(sqs, clock, { ...task, urls: { queue, dlq } })).toBeUndefined();
    sqs.destroy();
    await engines.stop();
  });
});
