/** Refusals of AWS that are the request's own fault: the same request will be refused for ever. */
import { errorName } from './ports.ts';

/** Each counts only of a request that was about one record alone: in a shared one, it may be another's fault. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ValidationException',
  // What DynamoDB calls it in the answer to one statement of a batch, or to one action of a transaction.
  'ValidationError',
  'SerializationException',
  'InvalidParameterValue',
  'InvalidMessageContents',
]);

/**
 * What passes, though AWS may say it in the same words: tables and indexes that a deployment is about to make, keys of tables and of
 * KMS, denials, throttling. A deployment under way must not empty queues into dead-letter queues.
 */
const PASSING =
  /\b(table|index|schema|missing the key|type mismatch|kms|denied|not authorized|throttl\w*|throughput|rate|too many|limit exceeded)\b/i;

/** True for what AWS would say of the same request for ever. Without a message, the code decides. */
export function isRefusedForGood(code: string, message = ''): boolean {
  return (
    REFUSALS.has(code.replace(/(InvalidParameterValue|InvalidMessageContents)Exception$/, '$1')) &&
    !PASSING.test(message)
  );
}

/** The same of an error that was thrown. */
export function isRefusal(error: unknown): boolean {
  return isRefusedForGood(errorName(error), messageOf(error));
}

/** True for what may be one entry's fault in a request about several: then each is to be sent on its own. */
export function mayBeOfOneEntry(error: unknown): boolean {
  return isRefusal(error) || /(?:^|\.)BatchRequestTooLong$/.test(errorName(error));
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : '';
  } catch {
    // What cannot be read says nothing.
    return '';
  }
}
