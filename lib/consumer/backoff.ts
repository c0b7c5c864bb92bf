/** When a failed record comes again: exponential back-off with full jitter. */
import type { Random } from '../clock/clock.ts';
import type { RetryPolicy } from './consumer.ts';

/**
 * SQS hides a message for 12 hours at most, counted from its receipt; a function may have held it for 15 minutes already.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const MAX_DELAY_SECONDS = 12 * 60 * 60 - 15 * 60;

/** Uniform between 1 second and the bound, which doubles with each attempt (1 is the first) up to the cap. */
export function backoffSeconds(attempt: number, { baseSeconds, capSeconds }: RetryPolicy, random: Random): number {
  const bound = Math.min(baseSeconds * 2 ** (attempt - 1), capSeconds, MAX_DELAY_SECONDS);
  return Math.max(1, Math.ceil(random() * bound));
}
