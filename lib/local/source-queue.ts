/** The queue that an event source mapping reads from: the two verbs it needs, by the AWS SDK. */
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export type { Message };

export interface SourceQueue {
  /** At most `most` messages (10 at the utmost); none when none came within `waitSeconds`. */
  receive(most: number, waitSeconds: number, signal?: AbortSignal): Promise<readonly Message[]>;
  delete(messages: readonly Message[]): Promise<void>;
}

/** SQS takes and gives at most this many messages per request. */
export const MAX_PER_REQUEST = 10;

export function sqsQueue(sqs: SQSClient, queueUrl: string): SourceQueue {
  return {
    receive: async (most, waitSeconds, abortSignal) => {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(most, MAX_PER_REQUEST),
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        abortSignal === undefined ? {} : { abortSignal },
      );
      return Messages ?? [];
    },
    delete: async (messages) => {
      const requests: Promise<void>[] = [];
      for (let start = 0; start < messages.length; start += MAX_PER_REQUEST) {
        requests.push(deleteBatch(sqs, queueUrl, messages.slice(start, start + MAX_PER_REQUEST)));
      }
      await Promise.all(requests);
    },
  };
}

/** A message that was not deleted is redelivered, as with Lambda: at least once is the promise. */
async function deleteBatch(sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  const { Failed = [] } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
  const [failure] = Failed;
  if (failure === undefined) return;
  throw new Error(
    `${Failed.length} messages of ${queueUrl} were not deleted: ${failure.Code} ${failure.Message ?? ''}`,
  );
}
