/** Powertools for AWS Lambda: batch, parser, idempotency on DynamoDB, in Middy. How the parser knows the body is the one difference. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parser } from '@aws-lambda-powertools/batch/parser';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import middy from '@middy/core';
import { client, keep } from './business-write.js';

const config = new IdempotencyConfig({ eventKeyJmesPath: 'id', throwOnNoIdempotencyKey: true });
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env.IDEMPOTENCY_TABLE,
  awsSdkV3Client: client,
});
const keepOnce = makeIdempotent(keep, { persistenceStore, config });

/** `schemas` is what `BatchProcessor` takes beside its parser. */
export function handlerWith(schemas) {
  const processor = new BatchProcessor(EventType.SQS, { parser, ...schemas });
  return middy().handler((event, context) => {
    config.registerLambdaContext(context);
    return processPartialResponse(event, ({ body }) => keepOnce(body), processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  });
}
