/** Answers of a service, in a form that can be compared. */
import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { errorName, type Item } from '../../../lib/aws/ports.ts';

/** What was answered, or the name of the error and what came with it. */
export async function answerOf(request: Promise<unknown>): Promise<object> {
  try {
    return { ...((await request) as object) };
  } catch (error) {
    const { Item, CancellationReasons } = error as { Item?: Item; CancellationReasons?: object[] };
    const reasons = CancellationReasons?.map((reason) => ({ Code: 'None', ...withoutText(reason) }));
    return { error: errorName(error), ...(Item && { Item }), ...(reasons && { reasons }) };
  }
}

/** Texts are for people, and differ. */
function withoutText({ Code, Item }: { Code?: string; Item?: Item }): object {
  return { ...(Code !== undefined && { Code }), ...(Item && { Item }) };
}

export async function makeQueue(client: SQSClient, Attributes: Record<string, string>): Promise<string> {
  const QueueName = `q-${randomUUID().slice(0, 8)}`;
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}

export async function arnOf(client: SQSClient, QueueUrl: string): Promise<string> {
  const request = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await client.send(request)).Attributes?.QueueArn ?? '';
}
