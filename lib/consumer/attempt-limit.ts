/**
 * Middleware: a record beyond its last attempt is not tried again. The function died in that attempt, or could not give the
 * record up, so nobody has said yet why it failed; this one does. The queue's `maxReceiveCount` leaves room for that.
 */
import type { MiddlewareObj } from '@middy/core';
import { PermanentError } from '../errors.ts';
import type { RetryPolicy } from './consumer.ts';
import { attemptOf, type Batch, fail, isValid } from './delivery.ts';

export function attemptLimit({ maxAttempts }: Pick<RetryPolicy, 'maxAttempts'>): MiddlewareObj<Batch> {
  return {
    before: (request) => {
      for (const delivery of request.event.deliveries.filter(isValid)) {
        if (attemptOf(delivery) > maxAttempts) fail(delivery, unfinished());
      }
    },
  };
}

function unfinished(): PermanentError {
  return new PermanentError(
    'LastAttemptUnfinished',
    'the function crashed or timed out in the last attempt, or the dead-letter queue did not take the message then',
  );
}
