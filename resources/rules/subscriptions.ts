/** Rules on what lies between a topic and a queue. What breaks one of them packages cleanly elsewhere, and delivers nothing. */

import type { CompiledTemplate } from '../plugins/framework.ts';
import type { Json } from '../stack/cloudformation.ts';
import { dlqOf } from './queues.ts';
import { at, listAt, referredTo, resourcesOfType, statementsOf } from './reading.ts';
import type { Rule } from './rule.ts';

export const rawDelivery: Rule = {
  name: 'raw-delivery',
  says: 'A queue gets the event as it was published, without an envelope of SNS around it.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::SNS::Subscription').flatMap(({ id, properties }) => {
      if (properties.RawMessageDelivery === true) return [];
      return [{ resource: id, value: 'RawMessageDelivery is off', fix: 'Set RawMessageDelivery to true.' }];
    }),
};

export const deliveryDlq: Rule = {
  name: 'delivery-dlq',
  says: 'A subscription has a dead-letter queue: SNS does not try again what a policy or a missing queue refuses.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::SNS::Subscription').flatMap(({ id, properties }) => {
      if (dlqOf(properties) !== undefined) return [];
      const fix =
        'Give it a RedrivePolicy to the delivery DLQ of its service, as resources/stack/subscriptions.ts does.';
      return [{ resource: id, value: 'it has no RedrivePolicy', fix }];
    }),
};

export const queuePolicy: Rule = {
  name: 'queue-policy',
  says: 'A queue admits every topic that is subscribed to it, by that topic and no more.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
  check: (template) =>
    resourcesOfType(template, 'AWS::SNS::Subscription').flatMap(({ properties }) => {
      const topic = referredTo(properties.TopicArn);
      const queues = [referredTo(properties.Endpoint), dlqOf(properties)].filter((queue) => queue !== undefined);
      return queues.flatMap((queue) => {
        if (topic === undefined || admittedTo(queue, template).has(topic)) return [];
        const fix = `Allow sns.amazonaws.com sqs:SendMessage in its policy with aws:SourceArn of ${topic}, as resources/stack/queues.ts does.`;
        return [{ resource: queue, value: `its policy does not admit ${topic}`, fix }];
      });
    }),
};

/** The topics that the policies of a queue let in. */
function admittedTo(queue: string, template: CompiledTemplate): Set<string | undefined> {
  const policies = resourcesOfType(template, 'AWS::SQS::QueuePolicy').filter(({ properties }) =>
    listAt(properties, 'Queues').some((reference) => referredTo(reference) === queue),
  );
  const statements = policies.flatMap(({ properties }) => statementsOf(properties.PolicyDocument)).filter(letsSnsSend);
  return new Set(statements.flatMap((statement) => sourcesOf(statement).map(referredTo)));
}

function letsSnsSend(statement: Json): boolean {
  if (at(statement, 'Effect') !== 'Allow' || !listAt(statement, 'Action').includes('sqs:SendMessage')) return false;
  return listAt(statement, 'Principal', 'Service').includes('sns.amazonaws.com');
}

function sourcesOf(statement: Json): readonly Json[] {
  return [
    ...listAt(statement, 'Condition', 'ArnEquals', 'aws:SourceArn'),
    ...listAt(statement, 'Condition', 'ArnLike', 'aws:SourceArn'),
  ];
}
