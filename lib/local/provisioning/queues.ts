/** The queues of the stack. */
import { CreateQueueCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import { isJsonObject, type Json, textOf } from '../template/json.ts';
import type { Resource, Stack } from '../template/stack.ts';

/** A property of `AWS::SQS::Queue`, and the attribute of the same meaning in SQS's own API. */
const ATTRIBUTES: Readonly<Record<string, QueueAttributeName>> = {
  DelaySeconds: 'DelaySeconds',
  MaximumMessageSize: 'MaximumMessageSize',
  MessageRetentionPeriod: 'MessageRetentionPeriod',
  ReceiveMessageWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
  RedrivePolicy: 'RedrivePolicy',
  VisibilityTimeout: 'VisibilityTimeout',
};

export async function createQueues(stack: Stack, sqs: SQSClient, visibilityTimeoutSeconds?: number): Promise<void> {
  const overrides =
    visibilityTimeoutSeconds === undefined ? {} : { VisibilityTimeout: String(visibilityTimeoutSeconds) };
  await Promise.all(
    stack.resources('AWS::SQS::Queue').map(async (queue) => {
      const { QueueUrl } = await sqs.send(
        new CreateQueueCommand({ QueueName: nameOf(queue), Attributes: { ...attributesOf(queue), ...overrides } }),
      );
      if (QueueUrl !== queue.ref) {
        throw new Error(`the engine calls ${queue.logicalId} ${QueueUrl}, where ${queue.ref} was expected`);
      }
    }),
  );
}

/** Queues that hold what another queue, or a subscription, gave up on. */
export function deadLetterQueueArns(stack: Stack): ReadonlySet<string> {
  const sources = [...stack.resources('AWS::SQS::Queue'), ...stack.resources('AWS::SNS::Subscription')];
  const targets = sources.flatMap(({ properties }) => {
    const policy = properties.RedrivePolicy;
    return isJsonObject(policy) ? [textOf(policy.deadLetterTargetArn, 'deadLetterTargetArn')] : [];
  });
  return new Set(targets);
}

export function nameOf(queue: Resource): string {
  return textOf(queue.attributes.QueueName, queue.logicalId);
}

function attributesOf({ logicalId, properties }: Resource): Partial<Record<QueueAttributeName, string>> {
  const given = Object.entries(ATTRIBUTES).flatMap(([property, attribute]): [QueueAttributeName, string][] => {
    const value = properties[property];
    return value === undefined ? [] : [[attribute, attributeText(value, `${logicalId}.${property}`)]];
  });
  return Object.fromEntries(given);
}

function attributeText(value: Json, where: string): string {
  return isJsonObject(value) ? JSON.stringify(value) : textOf(value, where);
}
