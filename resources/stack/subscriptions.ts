/** One subscription per service and event it consumes: raw delivery, and a queue for what cannot be delivered. */
import { arnOf, type Resources, ref } from './cloudformation.ts';
import { idOf } from './names.ts';
import type { Service } from './services.ts';

export function subscriptions({ name, consumes, unsubscribed }: Service): Resources {
  const queue = idOf.queue(name);
  const deliveryDlq = idOf.deliveryDlq(name);
  return Object.fromEntries(
    consumes
      .filter((event) => !unsubscribed.includes(event))
      .map((event) => [
        idOf.subscription(name, event),
        {
          Type: 'AWS::SNS::Subscription',
          // SNS does not retry what a policy refuses, so the policies are there first, also the topic's, which admits this queue; and a
          // new type must not reach old code.
          DependsOn: [idOf.policy(queue), idOf.policy(deliveryDlq), idOf.topicPolicy(event), idOf.function(name)],
          Properties: {
            TopicArn: ref(idOf.topic(event)),
            Protocol: 'sqs',
            Endpoint: arnOf(queue),
            RawMessageDelivery: true,
            RedrivePolicy: { deadLetterTargetArn: arnOf(deliveryDlq) },
          },
        },
      ]),
  );
}
