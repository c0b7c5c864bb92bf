/**
 * Middleware: a record beyond its last attempt is not tried again. The function died in that attempt, or could not give the
 * record up, so nobody has said yet why it failed; this one does. The queue's `maxReceiveCount` leaves room for that.
 */
import { PermanentError } from '../errors.ts';
import type { RetryPolicy } from './consumer.ts';
import { attemptOf, each, isValid } from './delivery.ts';
import type { Stage } from './stage.ts';

/** Fails such records for good (`LastAttemptUnfinished`); `maxAttempts` counts deliveries, the first included. */
export function attemptLimit({ retry }: { readonly retry: Pick<RetryPolicy, 'maxAttempts'> }): Stage<'attempt-limit'> {
  return {
    stage: 'attempt-limit',
    before: (request) => {
      each(request.internal.batch.deliveries.filter(isValid), (delivery) => {
        if (attemptOf(delivery) > retry.maxAttempts) throw unfinished();
      });
    },
  };
}

function unfinished(): PermanentError {
  return new PermanentError(
    'LastAttemptUnfinished',
    'the function crashed or timed out in the last attempt, or the dead-letter queue did not take the message then',
  );
}
