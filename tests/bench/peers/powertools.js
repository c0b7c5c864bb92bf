/** Powertools for AWS Lambda at its best: the schema of the whole record is built once. */
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { SqsRecordSchema } from '@aws-lambda-powertools/parser/schemas/sqs';
import { envelope } from './envelope-schema.js';
import { handlerWith } from './powertools-handler.js';

export const handler = handlerWith({ schema: SqsRecordSchema.extend({ body: JSONStringified(envelope) }) });
