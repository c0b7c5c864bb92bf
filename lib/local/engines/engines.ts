/** The engines together: SNS, SQS and DynamoDB on this machine, and the environment in which an AWS SDK finds them. */
import type { SourceQueue } from '../source-queue.ts';
import { startDynamoDb } from './dynamodb.ts';
import type { Engine } from './engine.ts';
import { startFauxqs } from './fauxqs.ts';

export interface Endpoints {
  readonly sns: string;
  readonly sqs: string;
  readonly dynamodb: string;
}

export interface Engines {
  readonly region: string;
  /** For this process and its functions. */
  readonly endpoints: Endpoints;
  /** For everybody else: behind them, web pages of other origins are refused. */
  readonly published: Endpoints;
  /** A queue by its URL, for pollers in this process. */
  queue(url: string): SourceQueue;
  stop(): Promise<void>;
}

/** Ports that are left out, or 0, are any free ones. */
export interface EnginePorts {
  /** SNS and SQS share one. */
  readonly messaging?: number;
  readonly dynamodb?: number;
}

export async function startEngines(region: string, ports: EnginePorts = {}): Promise<Engines> {
  const [messaging, dynamodb] = await Promise.allSettled([
    startFauxqs(region, ports.messaging),
    startDynamoDb(ports.dynamodb),
  ]);
  if (messaging.status === 'rejected') {
    if (dynamodb.status === 'fulfilled') await dynamodb.value.stop();
    throw messaging.reason;
  }
  if (dynamodb.status === 'rejected') {
    await messaging.value.stop();
    throw dynamodb.reason;
  }
  const endpointsBy = (address: (engine: Engine) => string): Endpoints => ({
    sns: address(messaging.value),
    sqs: address(messaging.value),
    dynamodb: address(dynamodb.value),
  });
  return {
    region,
    endpoints: endpointsBy(({ endpoint }) => endpoint),
    published: endpointsBy(({ published }) => published),
    queue: messaging.value.queue,
    stop: async () => {
      await Promise.all([messaging.value.stop(), dynamodb.value.stop()]);
    },
  };
}

/** Variables with which any AWS SDK or CLI talks to the engines. The credentials are made up: nobody checks them. */
export function sdkEnvironment(region: string, endpoints: Endpoints): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SNS: endpoints.sns,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  };
}
