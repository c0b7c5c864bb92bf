/** Plain Middy: @middy/validator over the batch with validators compiled at build time, and sqs-partial-batch-failure. */
import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import validator from '@middy/validator';
import { keep } from './business-write.js';
import { isValid } from './precompiled-validation.js';

const parsing = {
  before: ({ event }) => {
    for (const record of event.Records) record.body = JSON.parse(record.body);
  },
};

export const handler = middy()
  .use(parsing)
  .use(validator({ eventSchema: ({ Records }) => Records.every(({ body }) => isValid(body)) }))
  .use(sqsPartialBatchFailure({ logger: false }))
  .handler(({ Records }) => Promise.allSettled(Records.map(({ body }) => keep(body))));
