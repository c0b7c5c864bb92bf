/**
 * Middleware: the disposition of every failed record. Permanent errors and last attempts go to the dead-letter queue with
 * their reason and are acknowledged; everything else is retried after a delay.
 */
import { timestamp } from '../clock/clock.ts';
import { reportOf } from '../errors.ts';
import { backoffSeconds } from './backoff.ts';
import type { Environment } from './consumer.ts';
import { attemptOf, type FailedDelivery, isFailed, markQuarantined } from './delivery.ts';
import { onTheWayOut, type Stage } from './stage.ts';

/** Longest error message that is kept: enough to name every field, and far from SQS's limits. */
const MAX_MESSAGE_LENGTH = 1_024;

/**
 * Never fails a batch: a record that the dead-letter queue does not take stays failed, and one whose delay cannot be set is
 * redelivered when the queue's own visibility timeout ends. `name` is the service's, for the failure attributes.
 */
export function disposition({ name }: { readonly name: string }, environment: Environment): Stage<'disposition'> {
  return {
    stage: 'disposition',
    after: onTheWayOut(async ({ deliveries }) => {
      const failed = deliveries.filter(isFailed);
      const { maxAttempts } = environment.retry;
      const { dead = [], again = [] } = Object.groupBy(failed, (delivery) =>
        reportOf(delivery.state.error).permanent || attemptOf(delivery) >= maxAttempts ? 'dead' : 'again',
      );
      await Promise.all([quarantine(name, environment, dead), putOff(environment, again)]);
    }),
  };
}

/** A record that the dead-letter queue does not take stays failed: SQS delivers it again, and moves it itself in the end. */
async function quarantine(name: string, environment: Environment, dead: readonly FailedDelivery[]): Promise<void> {
  if (dead.length === 0) return;
  const { queue, log, metrics } = environment;
  const letters = dead.map((delivery) => ({
    record: delivery.record,
    reasons: reasonsOf(name, environment, delivery),
  }));
  const refused = await queue.quarantine(letters);
  for (const delivery of dead) {
    const code = refused.get(delivery.record.messageId);
    if (code === undefined) {
      markQuarantined(delivery, delivery.state.error);
      metrics.add('Quarantined', 1);
    } else {
      log.error('the dead-letter queue did not take a record; SQS will deliver it again', {
        messageId: delivery.record.messageId,
        code,
      });
    }
  }
}

/** If the delay cannot be set, the record is redelivered when the queue's own visibility timeout ends. */
async function putOff(
  { queue, retry, random, log, metrics }: Environment,
  again: readonly FailedDelivery[],
): Promise<void> {
  if (again.length === 0) return;
  const postponements = again.map((delivery) => ({
    record: delivery.record,
    delaySeconds: backoffSeconds(attemptOf(delivery), retry, random),
  }));
  const refused = await queue.postpone(postponements);
  metrics.add('Retried', again.length);
  for (const [messageId, code] of refused)
    log.warn('a retry could not be put off; the queue decides when', { messageId, code });
}

/** Why a record is in the dead-letter queue, the most telling first. No personal data: see `ErrorReport`. */
function reasonsOf(
  name: string,
  { clock, codeVersion }: Pick<Environment, 'clock' | 'codeVersion'>,
  delivery: FailedDelivery,
): Record<string, string> {
  const { record, state } = delivery;
  const report = reportOf(state.error);
  return {
    'failure.class': printable(report.code),
    'failure.message': printable(report.message),
    'failure.service': name,
    'failure.attempts': String(attemptOf(delivery)),
    'failure.first': timestamp(Number(record.attributes.ApproximateFirstReceiveTimestamp) || clock.now()),
    'failure.last': timestamp(clock.now()),
    'failure.version': codeVersion,
    'failure.trace': traceIdOf(state.event?.traceparent) ?? 'none',
  };
}

/** SQS takes no control characters and no empty values. */
function printable(text: string): string {
  const cut = text.slice(0, MAX_MESSAGE_LENGTH).replace(/[^\P{C}\n]/gu, ' ');
  return cut === '' ? 'none' : cut;
}

/** The trace id within a W3C traceparent. */
function traceIdOf(traceparent: string | undefined): string | undefined {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(traceparent ?? '')?.[1];
}
