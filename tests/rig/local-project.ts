/** Packages for the local runtime to run: a template and zipped handlers in a temporary directory, as `serverless package` leaves them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { TEMPLATE_FILE } from '../../lib/local/template/stack.ts';

export interface Project {
  readonly directory: string;
  remove(): Promise<void>;
}

/** `handlers` by artifact name: the source of a CommonJS module that exports `handler`. */
export async function projectOf(template: object, handlers: Readonly<Record<string, string>> = {}): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'fanfare-project-'));
  await writeFile(join(directory, TEMPLATE_FILE), JSON.stringify(template));
  for (const [name, source] of Object.entries(handlers)) {
    await writeFile(join(directory, `${name}.zip`), zipSync({ 'src/handler.cjs': strToU8(source) }));
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export function lambdaFunction(name: string, properties: object = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Handler: 'src/handler.handler',
      Timeout: 5,
      MemorySize: 128,
      Code: { S3Bucket: 'any', S3Key: `serverless/any/${name}.zip` },
      ...properties,
    },
  };
}

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** A queue, a DLQ, a topic and a function that reads from the queue. */
export function workerResources(overrides: { readonly mapping?: object; readonly queue?: object } = {}) {
  return {
    JobsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'jobs' } },
    WorkerQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'worker',
        VisibilityTimeout: 30,
        RedrivePolicy: { deadLetterTargetArn: arnOf('WorkerDlq'), maxReceiveCount: 5 },
        ...overrides.queue,
      },
    },
    WorkerDlq: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'worker-dlq' } },
    WorkerQueuePolicy: policyFor('WorkerQueue', 'JobsTopic'),
    WorkerJobsSubscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'JobsTopic' },
        Protocol: 'sqs',
        Endpoint: arnOf('WorkerQueue'),
        RawMessageDelivery: true,
      },
    },
    WorkerLambdaFunction: lambdaFunction('worker', {
      Environment: { Variables: { QUEUE_URL: { Ref: 'WorkerQueue' } } },
    }),
    WorkerEventSourceMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arnOf('WorkerQueue'),
        FunctionName: arnOf('WorkerLambdaFunction'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...overrides.mapping,
      },
    },
  };
}

function policyFor(queue: string, topic: string) {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf(queue),
            Condition: { ArnEquals: { 'aws:SourceArn': [{ Ref: topic }] } },
          },
        ],
      },
    },
  };
}
