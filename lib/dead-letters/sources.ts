/** Where dead-lettered messages are: what a service's function gave up, and what SNS could not deliver to the service's queue. */
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { dynamoDbPort } from '../aws/sdk-port.ts';
import type { StageClients } from '../cli/stage.ts';
import type { Validators } from '../consumer/validation.ts';
import { recordReader } from '../store/record-reader.ts';
import type { RecordReader } from '../store/record-store.ts';

/** A dead-letter queue, by physical names. */
export interface Source {
  readonly service: string;
  /** `consumer`: the service's function gave the messages up. `delivery`: SNS could not deliver them to the service's queue. */
  readonly kind: 'consumer' | 'delivery';
  /** The service's queue, to which a redrive sends. */
  readonly queue: string;
  readonly dlq: string;
  readonly recordsTable: string;
  readonly validators: Validators;
}

/** A source that can be used. */
export interface OpenSource extends Source {
  readonly urls: { readonly queue: string; readonly dlq: string };
  readonly records: RecordReader;
  /** For so long after it was sent does SQS keep a message in the dead-letter queue. */
  readonly retentionSeconds: number;
}

/** SQS's own default. */
const DEFAULT_RETENTION_SECONDS = 345_600;

/** Throws what SQS throws when the stage has no such queues. */
export async function opened({ sqs, dynamodb }: StageClients, source: Source): Promise<OpenSource> {
  const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  const [queue, dlq] = await Promise.all([urlOf(source.queue), urlOf(source.dlq)]);
  const AttributeNames = ['MessageRetentionPeriod' as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dlq, AttributeNames }));
  return {
    ...source,
    urls: { queue, dlq },
    records: recordReader(dynamoDbPort(dynamodb), source.recordsTable),
    retentionSeconds: Number(Attributes?.MessageRetentionPeriod ?? DEFAULT_RETENTION_SECONDS),
  };
}
