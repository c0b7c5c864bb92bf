/** Creates on the engines what the template declares. What it would have to leave out, it refuses. */
import type { Clients } from '../engines/clients.ts';
import type { Stack } from '../template/stack.ts';
import { createQueues } from './queues.ts';
import { createSubscriptions, undeliverable } from './subscriptions.ts';
import { createTables } from './tables.ts';
import { createTopics } from './topics.ts';

/** Types that the local runtime runs. */
const RUN: ReadonlySet<string> = new Set([
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::Events::Rule',
  'AWS::Scheduler::Schedule',
]);

/** Types without which the system acts the same here: permissions, observation, and what only a deployment needs. */
const WITHOUT_EFFECT_HERE: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
]);

export interface ProvisioningOptions {
  /** Instead of each queue's own, for those who cannot wait for it: it is six times the function's time-out. */
  readonly visibilityTimeoutSeconds?: number | undefined;
}

/** Throws, naming them, when there are resources of a type it knows nothing of, or subscriptions that deliver nothing. */
export async function provision(stack: Stack, clients: Clients, options: ProvisioningOptions = {}): Promise<void> {
  refuseUnknownTypes(stack);
  refuseUndeliverable(stack);
  await Promise.all([
    createQueues(stack, clients.sqs, options.visibilityTimeoutSeconds),
    createTopics(stack, clients.sns),
    createTables(stack, clients.dynamodb),
  ]);
  await createSubscriptions(stack, clients.sns);
}

function refuseUnknownTypes({ types }: Stack): void {
  const unknown = [...types].filter((type) => !RUN.has(type) && !WITHOUT_EFFECT_HERE.has(type));
  if (unknown.length === 0) return;
  throw new Error(
    `the template has resources that the local runtime does not know: ${unknown.sort().join(', ')}. ` +
      'Teach it to run them, or add them to those without effect in lib/local/provisioning/provision.ts',
  );
}

function refuseUndeliverable(stack: Stack): void {
  const problems = undeliverable(stack);
  if (problems.length === 0) return;
  throw new Error(
    `on AWS these subscriptions would deliver nothing:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
  );
}
