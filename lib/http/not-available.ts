/** The one answer when something outside does not work now: a 503 that says when to ask again, with the cause for the log. */
import { Problem } from './problem.ts';

/** Long enough for a hiccup to pass, short enough for a shop that waits. */
const RETRY_AFTER_SECONDS = '2';

export function notAvailable(detail: string, cause: unknown): Problem {
  return new Problem({ status: 503, title: 'Not available', detail }, { 'retry-after': RETRY_AFTER_SECONDS }, cause);
}
