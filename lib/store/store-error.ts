/** What the pipeline hears of a failing DynamoDB. */
import { errorName } from '../aws/ports.ts';
import { TransientError } from '../errors.ts';

/** Everything DynamoDB throws may pass: what cannot (a wrong table, a missing permission) is for a person to mend, then to redrive. */
export function storeError(doing: string, error: unknown): TransientError {
  return new TransientError(errorName(error), `DynamoDB failed ${doing}: ${errorName(error)}`, error);
}
