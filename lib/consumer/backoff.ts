/** When a failed record is retried: exponential back-off with equal jitter, so that the shortest schedule is known too. */
import type { Random } from '../clock/clock.ts';
import type { RetryPolicy } from './consumer.ts';

/**
 * SQS hides a message for 12 hours at most, counted from its receipt; a function may have held it for 15 minutes already.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const MAX_DELAY_SECONDS = 12 * 60 * 60 - 15 * 60;

type Delays = Pick<RetryPolicy, 'baseSeconds' | 'capSeconds'>;

/**
 * Uniform between half the bound and the bound, which doubles with each attempt (1 is the first) up to the cap. With full jitter,
 * from zero on, two thirds of the messages would have used up their attempts after ten minutes.
 */
export function backoffSeconds(attempt: number, delays: Delays, random: Random): number {
  const bound = boundSeconds(attempt, delays);
  return Math.max(1, Math.ceil(bound / 2 + (random() * bound) / 2));
}

function boundSeconds(attempt: number, { baseSeconds, capSeconds }: Delays): number {
  return Math.min(baseSeconds * 2 ** (attempt - 1), capSeconds, MAX_DELAY_SECONDS);
}

/** From the first attempt to the last: an outage that is no longer than `shortest` costs no message. */
export function scheduleSeconds({ maxAttempts, ...delays }: Delays & Pick<RetryPolicy, 'maxAttempts'>): {
  shortest: number;
  longest: number;
} {
  const longest = Array.from({ length: maxAttempts - 1 }, (_, index) => boundSeconds(index + 1, delays)).reduce(
    (sum, bound) => sum + bound,
    0,
  );
  return { shortest: longest / 2, longest };
}
