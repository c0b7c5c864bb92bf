/** What a function's answer to a batch means, exactly as Lambda reads it. */

import { isObject } from '../json.ts';
import type { Outcome } from './functions/outcome.ts';

/** What becomes of a batch: these messages are deleted; the others are redelivered when their visibility timeout ends. */
export interface Verdict {
  readonly succeeded: readonly string[];
  /** Why the whole batch failed; absent when it did not. */
  readonly problem?: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
export function verdictOn(outcome: Outcome, messageIds: readonly string[], reportsItemFailures: boolean): Verdict {
  if (outcome.kind !== 'answered') {
    return wholeBatchFailed(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
  }
  if (!reportsItemFailures) return { succeeded: messageIds };
  const answer: unknown = outcome.payload === undefined ? undefined : JSON.parse(outcome.payload);
  if (answer === undefined || answer === null) return { succeeded: messageIds };
  if (!isObject(answer)) return wholeBatchFailed('the answer is neither null nor an object');
  return verdictOnFailures(answer.batchItemFailures, messageIds);
}

/** What `batchItemFailures` means. */
export function verdictOnFailures(failures: unknown, messageIds: readonly string[]): Verdict {
  if (failures === undefined || failures === null) return { succeeded: messageIds };
  if (!Array.isArray(failures)) return wholeBatchFailed('batchItemFailures is not a list');
  const failed = new Set<string>();
  for (const failure of failures) {
    const id: unknown = isObject(failure) ? failure.itemIdentifier : undefined;
    if (typeof id !== 'string' || id === '') return wholeBatchFailed('an itemIdentifier is missing, null or empty');
    if (!messageIds.includes(id)) return wholeBatchFailed(`itemIdentifier ${id} is not in the batch`);
    failed.add(id);
  }
  return { succeeded: messageIds.filter((id) => !failed.has(id)) };
}

function wholeBatchFailed(problem: string): Verdict {
  return { succeeded: [], problem };
}
