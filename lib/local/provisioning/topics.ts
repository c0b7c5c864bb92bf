/** The topics of the stack. */
import { CreateTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import { textOf } from '../template/json.ts';
import type { Stack } from '../template/stack.ts';

export async function createTopics(stack: Stack, sns: SNSClient): Promise<void> {
  await Promise.all(
    stack.resources('AWS::SNS::Topic').map(async (topic) => {
      const Name = textOf(topic.attributes.TopicName, topic.logicalId);
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
      if (TopicArn !== topic.ref) {
        throw new Error(`the engine calls ${topic.logicalId} ${TopicArn}, where ${topic.ref} was expected`);
      }
    }),
  );
}
