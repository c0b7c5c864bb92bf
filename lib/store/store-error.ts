/** What the pipeline hears of a failing DynamoDB. */
import { errorName } from '../aws/ports.ts';
import { isRefusal } from '../aws/refusals.ts';
import { PermanentError, TransientError } from '../errors.ts';

/**
 * Of a request about one record alone. What DynamoDB refuses because of what is in it, it will refuse for ever; everything else may pass
 * (a wrong table or a missing permission is for a person to repair).
 */
export function storeError(doing: string, error: unknown): TransientError | PermanentError {
  const code = errorName(error);
  const message = `DynamoDB failed ${doing}: ${code}`;
  return isRefusal(error) ? new PermanentError(code, message, error) : new TransientError(code, message, error);
}
