/** The watchdog: says which orders are overdue, in a metric for the alarm and in a log line for each order. */
import { timestamp } from '../../lib/clock/clock.ts';
import type { Job } from '../../lib/lambda/scheduled-function.ts';
import { overdueOrders } from './overdue.ts';

/** Longer than the retries of a service last, 32 minutes at most, with half an hour for the others: what is later is lost or given up. */
export const DEADLINE_MINUTES = 60;

/** Orders that get a log line; the metric counts all of them. */
const MOST_LOG_LINES = 1_000;

export const watchdog: Job = async ({ dynamoDb, records, clock, log, metrics }) => {
  const deadline = timestamp(clock.now() - DEADLINE_MINUTES * 60_000);
  let overdue = 0;
  for await (const { orderId, openSince } of overdueOrders(dynamoDb, records, deadline)) {
    overdue += 1;
    if (overdue > MOST_LOG_LINES) continue;
    const minutes = Math.floor((clock.now() - Date.parse(openSince)) / 60_000);
    log.warn('order is overdue', { subject: orderId, reason: `open for ${minutes} minutes, since ${openSince}` });
  }
  // Zero is written too: without it, an alarm could not tell a quiet system from a dead watchdog.
  metrics.add('OverdueOrders', overdue);
  return { overdue };
};
