/** The engine's side of direct queues: what its poller asks, done by fauxqs. */
import type { Answer, Question } from './direct-queues.ts';
import { deleteMessageBatch, receiveMessage, type Stores } from './fauxqs-inside.ts';

export async function answerTo(question: Question, store: Stores['sqsStore']): Promise<Answer> {
  const { id } = question;
  try {
    return { id, messages: await messagesFor(question, store) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

async function messagesFor(question: Question, store: Stores['sqsStore']) {
  const { QueueUrl } = question;
  if (question.verb === 'delete') {
    const Entries = question.receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    deleteMessageBatch({ QueueUrl, Entries }, store);
    return [];
  }
  const { Messages = [] } = await receiveMessage(
    {
      QueueUrl,
      MaxNumberOfMessages: question.most,
      WaitTimeSeconds: question.waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
    store,
  );
  return Messages;
}
