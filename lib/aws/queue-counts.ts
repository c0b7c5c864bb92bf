/** How many messages a queue holds, by SQS's own counts: exact on an engine of this machine, a minute late on AWS. */
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';

export interface QueueCounts {
  readonly visible: number;
  /** Received by somebody who has neither deleted them nor let their visibility timeout pass. */
  readonly hidden: number;
  readonly delayed: number;
}

const VISIBLE = 'ApproximateNumberOfMessages';
const HIDDEN = 'ApproximateNumberOfMessagesNotVisible';
const DELAYED = 'ApproximateNumberOfMessagesDelayed';

export async function queueCounts(sqs: SQSClient, QueueUrl: string): Promise<QueueCounts> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [VISIBLE, HIDDEN, DELAYED] }),
  );
  const count = (name: QueueAttributeName) => Number(Attributes[name] ?? 0);
  return { visible: count(VISIBLE), hidden: count(HIDDEN), delayed: count(DELAYED) };
}

/** Messages in the queue, whether they are visible or not. */
export function depthOf({ visible, hidden, delayed }: QueueCounts): number {
  return visible + hidden + delayed;
}
