/** A service's three queues: its work, what its function gave up, and what SNS could not deliver to it. */
import { physicalName } from '../../lib/lambda/names.ts';
import { arnOf, type Json, type Properties, type Resources, ref, sub } from './cloudformation.ts';
import { DLQ_RETENTION_SECONDS, QUEUE_RETENTION_SECONDS, RECEIVE_WAIT_SECONDS, SPARE_RECEIPTS } from './limits.ts';
import { idOf } from './names.ts';
import { retention } from './retention.ts';
import type { Service } from './services.ts';
import type { Settings } from './settings.ts';

export function queues(service: Service, settings: Settings): Resources {
  const topics = service.consumes.map((event) => ref(idOf.topic(event)));
  const queue = idOf.queue(service.name);
  const dlq = idOf.dlq(service.name);
  const deliveryDlq = idOf.deliveryDlq(service.name);
  return {
    ...encryptedQueue(queue, settings, {
      QueueName: physicalName(settings.prefix, service.name),
      VisibilityTimeout: service.visibilityTimeoutSeconds,
      MessageRetentionPeriod: QUEUE_RETENTION_SECONDS,
      ReceiveMessageWaitTimeSeconds: RECEIVE_WAIT_SECONDS,
      RedrivePolicy: { deadLetterTargetArn: arnOf(dlq), maxReceiveCount: service.maxAttempts + SPARE_RECEIPTS },
    }),
    ...encryptedQueue(dlq, settings, {
      QueueName: physicalName(settings.prefix, service.name, 'dlq'),
      MessageRetentionPeriod: DLQ_RETENTION_SECONDS,
      RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arnByName(service, settings)] },
    }),
    ...encryptedQueue(deliveryDlq, settings, {
      QueueName: physicalName(settings.prefix, service.name, 'delivery-dlq'),
      MessageRetentionPeriod: DLQ_RETENTION_SECONDS,
    }),
    ...policy(queue, [onlyOverTls(queue), fromTopics(queue, topics), byHand(queue, [], settings)]),
    ...policy(dlq, [onlyOverTls(dlq), byHand(dlq, [arnOf(idOf.role(service.name))], settings)]),
    ...policy(deliveryDlq, [
      onlyOverTls(deliveryDlq),
      fromTopics(deliveryDlq, topics),
      byHand(deliveryDlq, [], settings),
    ]),
  };
}

/** By name, since a reference to the queue, which refers to this dead-letter queue, would be circular. */
function arnByName(service: Service, { prefix }: Settings) {
  const name = physicalName(prefix, service.name);
  return sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${name}`);
}

function encryptedQueue(id: string, settings: Settings, properties: Properties): Resources {
  const encryption: Properties =
    settings.kmsKeyArn === undefined ? { SqsManagedSseEnabled: true } : { KmsMasterKeyId: settings.kmsKeyArn };
  return { [id]: { Type: 'AWS::SQS::Queue', Properties: { ...properties, ...encryption }, ...retention(settings) } };
}

function policy(queueId: string, statements: readonly Json[]): Resources {
  return {
    [idOf.policy(queueId)]: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref(queueId)],
        PolicyDocument: { Version: '2012-10-17', Statement: statements },
      },
    },
  };
}

function onlyOverTls(queueId: string) {
  return {
    Sid: 'OnlyOverTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: arnOf(queueId),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/**
 * A denial, since in one account a principal's own permission would be enough: no principal sends but those named, and operators, who
 * redrive. What AWS's services send, such as SNS, is not a principal's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 */
function byHand(queueId: string, senders: readonly Json[], { operators }: Settings) {
  const named = [...senders, ...operators];
  return {
    Sid: 'OnlyOperatorsByHand',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:SendMessage',
    Resource: arnOf(queueId),
    Condition: {
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
      ...(named.length > 0 && { ArnNotLike: { 'aws:PrincipalArn': named } }),
    },
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
function fromTopics(queueId: string, topics: readonly Json[]) {
  return {
    Sid: 'FromItsTopics',
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arnOf(queueId),
    Condition: { ArnEquals: { 'aws:SourceArn': topics } },
  };
}
