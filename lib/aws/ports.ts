/** What we use of SQS, SNS and DynamoDB: small ports in AWS's own words, for the SDK and for the simulator to stand behind. */
import type {
  AttributeValue,
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  CancellationReason,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { PublishBatchCommandInput } from '@aws-sdk/client-sns';
import type { ChangeMessageVisibilityBatchCommandInput, SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { networkCodeOf } from './network-errors.ts';

export type Item = Record<string, AttributeValue>;

/** Errors are thrown as AWS names them (`ConditionalCheckFailedException`, …); `errorName` reads the name. */
export interface DynamoDb {
  getItem(input: GetItemCommandInput): Promise<{ Item?: Item | undefined }>;
  /** `UnprocessedKeys` are those that DynamoDB did not come to. */
  batchGetItem(input: BatchGetItemCommandInput): Promise<ItemsRead>;
  query(input: QueryCommandInput): Promise<{ Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined }>;
  putItem(input: PutItemCommandInput): Promise<unknown>;
  batchExecuteStatement(
    input: BatchExecuteStatementCommandInput,
  ): Promise<{ Responses?: StatementResponse[] | undefined }>;
  transactWriteItems(input: TransactWriteItemsCommandInput): Promise<unknown>;
}

/** By table. A key that is neither here nor unprocessed has no item. */
export interface ItemsRead {
  readonly Responses?: Readonly<Record<string, Item[]>> | undefined;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: Item[] | undefined }>> | undefined;
}

/** The answer to one statement of a batch; without `Error` it succeeded. */
export interface StatementResponse {
  readonly Error?:
    | { readonly Code?: string | undefined; readonly Message?: string | undefined; readonly Item?: Item | undefined }
    | undefined;
}

/** What an entry of a batch failed with. */
export interface BatchFailure {
  readonly Id: string | undefined;
  readonly Code: string | undefined;
  readonly Message?: string | undefined;
}

export interface Sns {
  publishBatch(input: PublishBatchCommandInput): Promise<{ Failed?: BatchFailure[] | undefined }>;
}

export interface Sqs {
  sendMessageBatch(input: SendMessageBatchCommandInput): Promise<{ Failed?: BatchFailure[] | undefined }>;
  changeMessageVisibilityBatch(
    input: ChangeMessageVisibilityBatchCommandInput,
  ): Promise<{ Failed?: BatchFailure[] | undefined }>;
}

export type { AttributeValue, CancellationReason };

/** The name of an error of AWS, whichever transport threw it; of an error of the network its code, such as `ECONNRESET`. */
export function errorName(error: unknown): string {
  try {
    return nameOf(error);
  } catch {
    // Anything can be thrown, also what throws when somebody looks at it.
    return 'UnknownError';
  }
}

function nameOf(error: unknown): string {
  return networkCodeOf(error) ?? (error instanceof Error ? error.name : 'UnknownError');
}
