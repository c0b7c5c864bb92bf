/** A stack that was deployed, as the rehearsal looks at it: by CloudFormation's own account of it. */
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../../lib/local/queue-depths.ts';
import type { Stores } from '../demo/snapshot.ts';

export interface DeployedStack extends Stores {
  /** Physical ids by logical id. */
  readonly resources: ReadonlyMap<string, string>;
}

export async function deployedStack(StackName: string): Promise<DeployedStack> {
  const client = new CloudFormationClient();
  const resources = new Map<string, string>();
  const queues = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '', ResourceType } of StackResourceSummaries) {
      resources.set(LogicalResourceId, PhysicalResourceId);
      if (ResourceType === 'AWS::SQS::Queue') queues.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  client.destroy();
  return {
    resources,
    resolve: (logicalId) => ({ ref: named(resources, logicalId), attributes: {} }) as ReturnType<Stores['resolve']>,
    queues: () => depthsOf(queues),
  };
}

function named(resources: ReadonlyMap<string, string>, logicalId: string): string {
  const id = resources.get(logicalId);
  if (id === undefined) throw new Error(`the stack has no ${logicalId}`);
  return id;
}

async function depthsOf(queues: ReadonlyMap<string, string>): Promise<QueueDepth[]> {
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const depths = [...queues].map(async ([logicalId, url]): Promise<QueueDepth> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    const count = (name: keyof typeof Attributes) => Number(Attributes[name] ?? 0);
    return {
      logicalId,
      name: url.split('/').at(-1) ?? url,
      url,
      isDeadLetterQueue: logicalId.endsWith('Dlq'),
      visible: count('ApproximateNumberOfMessages'),
      inFlight: count('ApproximateNumberOfMessagesNotVisible'),
      delayed: count('ApproximateNumberOfMessagesDelayed'),
    };
  });
  const all = await Promise.all(depths);
  sqs.destroy();
  return all;
}
