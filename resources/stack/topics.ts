/** One topic per event type: encrypted, and only its publishers may publish to it, over TLS. */
import { physicalName } from '../../lib/lambda/names.ts';
import { arnOf, type Resources, ref } from './cloudformation.ts';
import { idOf } from './names.ts';
import type { Settings } from './settings.ts';

/** The key that AWS manages for SNS; its policy admits every principal of the account that may use SNS. */
const MANAGED_KEY = 'alias/aws/sns';

export function topic(event: string, publishers: readonly string[], settings: Settings): Resources {
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
        PolicyDocument: { Version: '2012-10-17', Statement: [onlyOverTls(id), onlyFrom(publishers, id)] },
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
