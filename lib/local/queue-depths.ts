/** How many messages each queue of the stack holds. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { queueCounts } from '../aws/queue-counts.ts';
import { deadLetterQueueArns, nameOf } from './provisioning/queues.ts';
import type { Stack } from './template/stack.ts';

export interface QueueDepth {
  readonly logicalId: string;
  readonly name: string;
  readonly url: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** It holds what another queue or a subscription gave up on. */
  readonly isDeadLetterQueue: boolean;
}

/** A queue as far as counting needs it. */
export type CountedQueue = Omit<QueueDepth, 'visible' | 'inFlight' | 'delayed'>;

export function countedQueues(stack: Stack): CountedQueue[] {
  const deadLetterQueues = deadLetterQueueArns(stack);
  return stack.resources('AWS::SQS::Queue').map((queue) => ({
    logicalId: queue.logicalId,
    name: nameOf(queue),
    url: queue.ref,
    isDeadLetterQueue: deadLetterQueues.has(queue.attributes.Arn ?? ''),
  }));
}

export function depthsOf(queues: readonly CountedQueue[], sqs: SQSClient): Promise<QueueDepth[]> {
  return Promise.all(queues.map((queue) => depthOf(queue, sqs)));
}

export function isEmpty({ visible, inFlight, delayed }: QueueDepth): boolean {
  return visible + inFlight + delayed === 0;
}

async function depthOf(queue: CountedQueue, sqs: SQSClient): Promise<QueueDepth> {
  const { visible, hidden, delayed } = await queueCounts(sqs, queue.url);
  return { ...queue, visible, inFlight: hidden, delayed };
}
