/**
 * Redrives a whole queue by SQS's own message move task, where the endpoint has it: it goes on when this process is gone.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { errorName } from '../aws/ports.ts';
import { type Clock, sleep } from '../clock/clock.ts';
import { TransientError } from '../errors.ts';

export interface MoveTask {
  readonly urls: { readonly queue: string; readonly dlq: string };
  /** SQS takes 1 to 500 messages a second. */
  readonly rate?: number | undefined;
  readonly isInterrupted: () => boolean;
  readonly onProgress: (moved: number, toMove: number) => void;
}

export interface MoveTaskEnd {
  readonly moved: number;
  readonly end: 'done' | 'interrupted';
}

/** SQS's own limit on a task's rate. */
const MOST_PER_SECOND = 500;

const POLL_MS = 1_000;

/** `undefined` when the endpoint does not know message move tasks. Throws TransientError when SQS says that the task failed. */
export async function moveAll(sqs: SQSClient, clock: Clock, task: MoveTask): Promise<MoveTaskEnd | undefined> {
  const SourceArn = await arnOf(sqs, task.urls.dlq);
  const DestinationArn = await arnOf(sqs, task.urls.queue);
  const MaxNumberOfMessagesPerSecond = task.rate && Math.max(1, Math.min(MOST_PER_SECOND, Math.floor(task.rate)));
  const handle = await start(sqs, {
    SourceArn,
    DestinationArn,
    ...(MaxNumberOfMessagesPerSecond && { MaxNumberOfMessagesPerSecond }),
  });
  if (handle === undefined) return undefined;
  for (;;) {
    const state = await stateOf(sqs, SourceArn);
    const moved = state?.ApproximateNumberOfMessagesMoved ?? 0;
    task.onProgress(moved, state?.ApproximateNumberOfMessagesToMove ?? 0);
    switch (state?.Status) {
      case 'COMPLETED':
        return { moved, end: 'done' };
      case 'CANCELLED':
        return { moved, end: 'interrupted' };
      case 'FAILED':
        throw new TransientError(
          'MoveTaskFailed',
          `SQS gave up the move task after ${moved} messages: ${state.FailureReason}`,
        );
    }
    if (task.isInterrupted()) await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: handle }));
    await sleep(clock, POLL_MS);
  }
}

async function start(
  sqs: SQSClient,
  input: { SourceArn: string; DestinationArn: string; MaxNumberOfMessagesPerSecond?: number },
): Promise<string | undefined> {
  try {
    const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand(input));
    return TaskHandle;
  } catch (error) {
    if (UNKNOWN_OPERATION.test(errorName(error))) return undefined;
    throw error;
  }
}

/** What endpoints that do not know an operation answer. */
const UNKNOWN_OPERATION = /InvalidAction|UnknownOperation|UnsupportedOperation|NotImplemented|UnknownAction/;

async function stateOf(sqs: SQSClient, SourceArn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  return Results[0];
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return Attributes?.QueueArn ?? '';
}
