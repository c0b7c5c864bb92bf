/** The subscriptions of queues to topics, those in `Subscription` of a topic included. */
import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../template/json.ts';
import type { Stack } from '../template/stack.ts';
import { admits } from './queue-policy.ts';

const JSON_ATTRIBUTES = ['FilterPolicy', 'RedrivePolicy'] as const;
const TEXT_ATTRIBUTES = ['RawMessageDelivery', 'FilterPolicyScope'] as const;

interface Subscription {
  readonly logicalId: string;
  readonly topicArn: string;
  readonly queueArn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export async function createSubscriptions(stack: Stack, sns: SNSClient): Promise<void> {
  await Promise.all(
    subscriptionsOf(stack).map(({ topicArn, queueArn, attributes }) =>
      sns.send(
        new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: 'sqs',
          Endpoint: queueArn,
          Attributes: { ...attributes },
        }),
      ),
    ),
  );
}

/** The subscriptions whose queue does not let its topic in, or which lead to no queue of the stack: a line about each. */
export function undeliverable(stack: Stack): string[] {
  const queues = new Map(stack.resources('AWS::SQS::Queue').map((queue) => [queue.attributes.Arn, queue]));
  const policies = stack.resources('AWS::SQS::QueuePolicy').map(({ properties }) => properties);
  return subscriptionsOf(stack).flatMap(({ logicalId, topicArn, queueArn }) => {
    const queue = queues.get(queueArn);
    if (queue === undefined) return [`${logicalId}: ${queueArn} is not a queue of this stack`];
    const own = policies.filter(({ Queues }) => listOf(Queues).includes(queue.ref));
    if (admits(statementsOf(own), queueArn, topicArn)) return [];
    return [
      `${logicalId}: no AWS::SQS::QueuePolicy of ${queue.logicalId} lets ${topicArn} send to it (sqs:SendMessage)`,
    ];
  });
}

function statementsOf(policies: readonly JsonObject[]): JsonObject[] {
  return policies
    .flatMap(({ PolicyDocument }) => listOf(objectOf(PolicyDocument, 'PolicyDocument').Statement))
    .map((statement) => objectOf(statement, 'Statement'));
}

function subscriptionsOf(stack: Stack): Subscription[] {
  const own = stack
    .resources('AWS::SNS::Subscription')
    .map(({ logicalId, properties }) => subscriptionOf(logicalId, properties.TopicArn, properties));
  const inline = stack
    .resources('AWS::SNS::Topic')
    .flatMap(({ logicalId, ref, properties }) =>
      listOf(properties.Subscription).map((declared) =>
        subscriptionOf(logicalId, ref, objectOf(declared, `${logicalId}.Subscription`)),
      ),
    );
  return [...own, ...inline];
}

function subscriptionOf(logicalId: string, topicArn: Json | undefined, properties: JsonObject): Subscription {
  const protocol = textOf(properties.Protocol, `${logicalId}.Protocol`);
  if (protocol !== 'sqs')
    throw new Error(`${logicalId} has protocol ${protocol}; the local runtime delivers to sqs only`);
  return {
    logicalId,
    topicArn: textOf(topicArn, `${logicalId}.TopicArn`),
    queueArn: textOf(properties.Endpoint, `${logicalId}.Endpoint`),
    attributes: attributesOf(logicalId, properties),
  };
}

function attributesOf(logicalId: string, properties: JsonObject): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of TEXT_ATTRIBUTES) {
    const value = properties[name];
    if (value !== undefined) attributes[name] = textOf(value, `${logicalId}.${name}`);
  }
  for (const name of JSON_ATTRIBUTES) {
    const value = properties[name];
    if (value !== undefined) attributes[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return attributes;
}
