/** AWS clients that talk to the engines. */
import { Agent } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Endpoints } from './engines.ts';

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  destroy(): void;
}

/** Each queue's poller holds one connection while it waits, and others delete meanwhile. */
const MAX_CONNECTIONS = 500;

export function clientsOf(region: string, endpoints: Endpoints): Clients {
  const configuration = (endpoint: string) => ({
    region,
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS }) },
  });
  const dynamodb = new DynamoDBClient(configuration(endpoints.dynamodb));
  const sns = new SNSClient(configuration(endpoints.sns));
  // Digests guard against a network that a loopback is not.
  const sqs = new SQSClient({ ...configuration(endpoints.sqs), md5: false });
  return {
    dynamodb,
    sns,
    sqs,
    destroy: () => {
      dynamodb.destroy();
      sns.destroy();
      sqs.destroy();
    },
  };
}
