/** AWS clients of a stage: those of the system that runs on this machine, or of AWS. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientsOf } from '../local/engines/clients.ts';
import { type RunningSystem, runningSystem } from '../local/running-system.ts';
import { Refusal } from './refusal.ts';

/** Which stage, and how it is reached. */
export interface StageOrigin {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  /** The project's directory: what commands write is below it. */
  readonly serviceDir: string;
  readonly profile?: string | undefined;
  /** The user named the region, so hints must, too. */
  readonly isRegionGiven?: boolean;
}

export interface StageClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  /**
   * By so many milliseconds SQS's counts of messages may lag behind: 0 for an engine on this machine.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
   */
  readonly countsLagMs: number;
  destroy(): void;
}

/** SQS's counts reach consistency within a minute. */
const AWS_COUNTS_LAG_MS = 60_000;

/** Throws a Refusal when the stage is `local` and nothing runs here. */
export async function connect({ stage, region, serviceDir, profile }: StageOrigin): Promise<StageClients> {
  const running = stage === 'local' ? await runningSystem(serviceDir) : undefined;
  if (running !== undefined) return localClients(running);
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB } = process.env;
  if (stage === 'local' && AWS_ENDPOINT_URL === undefined && AWS_ENDPOINT_URL_DYNAMODB === undefined) {
    throw new Refusal('nothing runs on this machine: start it with `npm start`, or name a stage with --stage');
  }
  return awsClients({ region, ...(profile !== undefined && { profile }) });
}

function localClients({ region, endpoints }: RunningSystem): StageClients {
  const { dynamodb, sqs, destroy } = clientsOf(region, endpoints);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = new LambdaClient({ region, endpoint: endpoints.lambda, credentials });
  return {
    dynamodb,
    sqs,
    lambda,
    countsLagMs: 0,
    destroy: () => {
      destroy();
      lambda.destroy();
    },
  };
}

function awsClients(configuration: { readonly region: string; readonly profile?: string }): StageClients {
  const dynamodb = new DynamoDBClient(configuration);
  const sqs = new SQSClient(configuration);
  const lambda = new LambdaClient(configuration);
  return {
    dynamodb,
    sqs,
    lambda,
    countsLagMs: isOnThisMachine() ? 0 : AWS_COUNTS_LAG_MS,
    destroy: () => {
      dynamodb.destroy();
      sqs.destroy();
      lambda.destroy();
    },
  };
}

/** An emulator counts exactly. */
function isOnThisMachine(): boolean {
  const { AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL } = process.env;
  const endpoint = AWS_ENDPOINT_URL_SQS ?? AWS_ENDPOINT_URL;
  return endpoint !== undefined && /^https?:\/\/(127\.|localhost|\[::1\]|[\w.-]+\.localhost)/.test(endpoint);
}
