/** The time that an answer may take: a caller hears that nothing is certain, rather than nothing at all. */
import type { Context } from 'aws-lambda';
import { type Clock, within } from '../clock/clock.ts';
import { TransientError } from '../errors.ts';
import { notAvailable } from './not-available.ts';

/** Kept back of the function's time, for the answer and its log line. */
const RESERVED_MS = 250;

/** What `work` gives, or a problem shortly before the function's time is up. What it still does is harmless: it is done once only. */
export function inTime<T>(
  work: Promise<T>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  clock: Clock,
): Promise<T> {
  return within(clock, context.getRemainingTimeInMillis() - RESERVED_MS, work, tooLate);
}

function tooLate(): Error {
  const detail = 'It took too long to do now. Send the same request again; a new order with the same Idempotency-Key.';
  const cause = new TransientError('OutOfTime', 'the function ran out of time before there was an answer');
  return notAvailable(detail, cause);
}
