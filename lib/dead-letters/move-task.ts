/**
 * SQS's own message move tasks, where the endpoint has them: one moves a whole queue, what arrives meanwhile included, and goes on when
 * this process is gone. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
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
import type { RedriveEnd } from './reports.ts';

export interface MoveTask {
  readonly urls: { readonly queue: string; readonly dlq: string };
  /** SQS takes 1 to 500 messages a second. */
  readonly rate?: number | undefined;
  /** Messages in the queue at the start: the task is cancelled once it has moved as many. */
  readonly atStart: number;
  readonly isInterrupted: () => boolean;
  readonly onProgress: (moved: number, toMove: number) => void;
}

export interface MoveTaskOutcome {
  readonly moved: number;
  readonly end: RedriveEnd;
  readonly why?: string;
}

/** SQS's own limit on a task's rate. */
const MAX_PER_SECOND = 500;

const POLL_MS = 1_000;

/** The task that moves messages out of `dlq` now, whoever started it; `undefined` also where there are no such tasks. */
export async function runningTask(sqs: SQSClient, dlq: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  try {
    const state = await latestTask(sqs, await arnOf(sqs, dlq));
    return state?.Status === 'RUNNING' ? state : undefined;
  } catch (error) {
    if (UNKNOWN_OPERATION.test(errorName(error)) || NOT_PERMITTED.test(errorName(error))) return undefined;
    throw error;
  }
}

/** Starts a task, or follows the one that is running. `undefined` when the endpoint does not know message move tasks. */
export async function moveAll(sqs: SQSClient, clock: Clock, task: MoveTask): Promise<MoveTaskOutcome | undefined> {
  const [SourceArn, DestinationArn] = [await arnOf(sqs, task.urls.dlq), await arnOf(sqs, task.urls.queue)];
  const rate = task.rate && Math.max(1, Math.min(MAX_PER_SECOND, Math.floor(task.rate)));
  try {
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn,
        DestinationArn,
        ...(rate && { MaxNumberOfMessagesPerSecond: rate }),
      }),
    );
  } catch (error) {
    if (UNKNOWN_OPERATION.test(errorName(error))) return undefined;
    if ((await runningTask(sqs, task.urls.dlq)) !== undefined) return follow(sqs, clock, { ...task, isOurs: false });
    throw error;
  }
  return follow(sqs, clock, { ...task, isOurs: true });
}

/** Follows the running task to its end. Somebody else's is never cancelled: who stops following leaves it running. */
export async function follow(
  sqs: SQSClient,
  clock: Clock,
  task: Omit<MoveTask, 'rate'> & { readonly isOurs: boolean },
): Promise<MoveTaskOutcome> {
  const SourceArn = await arnOf(sqs, task.urls.dlq);
  let end: RedriveEnd = 'done';
  for (;;) {
    const state = await latestTask(sqs, SourceArn);
    const moved = state?.ApproximateNumberOfMessagesMoved ?? 0;
    task.onProgress(moved, state?.ApproximateNumberOfMessagesToMove ?? 0);
    switch (state?.Status) {
      case 'COMPLETED':
        return { moved, end: 'done' };
      case 'CANCELLED':
        return { moved, end: task.isOurs ? end : 'interrupted' };
      case 'FAILED':
        return {
          moved,
          end: 'failed',
          why: `SQS gave up the move task after ${moved} messages: ${state.FailureReason}`,
        };
    }
    if (task.isInterrupted()) end = 'interrupted';
    if (end === 'interrupted' && !task.isOurs) return { moved, end, why: 'the move task goes on without this command' };
    if (task.isOurs && (end === 'interrupted' || moved >= task.atStart)) await cancel(sqs, state?.TaskHandle);
    await sleep(clock, POLL_MS);
  }
}

async function cancel(sqs: SQSClient, TaskHandle: string | undefined): Promise<void> {
  if (TaskHandle === undefined) return;
  try {
    await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  } catch (error) {
    // It has ended meanwhile: the next look says how.
    if (!/ResourceNotFound/.test(errorName(error))) throw error;
  }
}

/** What endpoints that do not know an operation answer. */
const UNKNOWN_OPERATION = /InvalidAction|UnknownOperation|UnsupportedOperation|NotImplemented|UnknownAction/;

/** Whoever may not list tasks may still redrive message by message. */
const NOT_PERMITTED = /AccessDenied|NotAuthorized/;

async function latestTask(sqs: SQSClient, SourceArn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  return Results[0];
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return Attributes?.QueueArn ?? '';
}
