/** One topic per event type: encrypted, only its publishers may publish to it, over TLS, and only its consumers' queues may subscribe. */
import { physicalName } from '../../lib/lambda/names.ts';
import { arnOf, type Resources, ref } from './cloudformation.ts';
import { idOf } from './names.ts';
import type { Settings } from './settings.ts';

/** The key that AWS manages for SNS; its policy admits every principal of the account that may use SNS. */
const MANAGED_KEY = 'alias/aws/sns';

export interface Ends {
  /** Names of functions. */
  readonly publishers: readonly string[];
  /** Names of services. */
  readonly consumers: readonly string[];
}

export function topic(event: string, { publishers, consumers }: Ends, settings: Settings): Resources {
  const id = idOf.topic(event);
  return {
    [id]: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: physicalName(settings.prefix, event),
        KmsMasterKeyId: settings.kmsKeyArn ?? MANAGED_KEY,
        ...(settings.tracing && { TracingConfig: 'Active' }),
      },
    },
    [idOf.topicPolicy(event)]: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref(id)],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [onlyOverTls(id), onlyFrom(publishers, id), onlyTo(consumers, id)],
        },
      },
    },
  };
}

function onlyOverTls(topicId: string) {
  return {
    Sid: 'OnlyOverTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sns:Publish',
    Resource: ref(topicId),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** A denial, since in one account a role's own permission would be enough. With no publisher yet, nobody may publish. */
function onlyFrom(publishers: readonly string[], topicId: string) {
  const denied = { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: ref(topicId) };
  if (publishers.length === 0) return { Sid: 'NobodyPublishesThisYet', ...denied };
  const roles = publishers.map((publisher) => arnOf(idOf.role(publisher)));
  return { Sid: 'OnlyItsPublishers', ...denied, Condition: { ArnNotEquals: { 'aws:PrincipalArn': roles } } };
}

/** Whoever could subscribe another endpoint would read every order. https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html#sns-conditions */
function onlyTo(consumers: readonly string[], topicId: string) {
  const denied = { Effect: 'Deny', Principal: '*', Action: 'sns:Subscribe', Resource: ref(topicId) };
  if (consumers.length === 0) return { Sid: 'NobodySubscribesToThisYet', ...denied };
  const queues = consumers.map((consumer) => arnOf(idOf.queue(consumer)));
  return { Sid: 'OnlyToItsQueues', ...denied, Condition: { StringNotEquals: { 'sns:Endpoint': queues } } };
}
