/** How many messages each queue of the stack holds. */
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
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

const VISIBLE = 'ApproximateNumberOfMessages';
const IN_FLIGHT = 'ApproximateNumberOfMessagesNotVisible';
const DELAYED = 'ApproximateNumberOfMessagesDelayed';
const ATTRIBUTES: QueueAttributeName[] = [VISIBLE, IN_FLIGHT, DELAYED];

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
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ATTRIBUTES }),
  );
  const count = (name: QueueAttributeName) => Number(Attributes[name] ?? 0);
  return { ...queue, visible: count(VISIBLE), inFlight: count(IN_FLIGHT), delayed: count(DELAYED) };
}
