/** Powertools for AWS Lambda at its best: batch, parser with a schema built once, idempotency on DynamoDB, in Middy. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parser } from '@aws-lambda-powertools/batch/parser';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { SqsRecordSchema } from '@aws-lambda-powertools/parser/schemas/sqs';
import middy from '@middy/core';
import { client, keep } from './business-write.js';
import { envelope } from './envelope-schema.js';

const processor = new BatchProcessor(EventType.SQS, {
  parser,
  schema: SqsRecordSchema.extend({ body: JSONStringified(envelope) }),
});
const config = new IdempotencyConfig({ eventKeyJmesPath: 'id', throwOnNoIdempotencyKey: true });
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env.IDEMPOTENCY_TABLE,
  awsSdkV3Client: client,
});
const keepOnce = makeIdempotent(keep, { persistenceStore, config });

export const handler = middy().handler((event, context) => {
  config.registerLambdaContext(context);
  return processPartialResponse(event, ({ body }) => keepOnce(body), processor, {
    context,
    throwOnFullBatchFailure: false,
  });
});
