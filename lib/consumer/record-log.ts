/** Middleware: says what became of each record, in a log line, and of the batch, in metrics. */
import { reportOf } from '../errors.ts';
import type { Environment } from './consumer.ts';
import { attemptOf, type Delivery, eventOf } from './delivery.ts';
import { onTheWayOut, type Stage } from './stage.ts';

/** One line per record, one line of metrics per batch; no data of an event, and no text of an error that is not ours. */
export function recordLog({
  log,
  metrics,
  clock,
}: Pick<Environment, 'log' | 'metrics' | 'clock'>): Stage<'record-log'> {
  return {
    stage: 'record-log',
    after: onTheWayOut(({ deliveries }) => {
      for (const delivery of deliveries) {
        try {
          const event = eventOf(delivery);
          if (event !== undefined) metrics.observe('EventAge', clock.now() - Date.parse(event.time));
          observe(delivery);
        } catch (error) {
          // What became of the record is decided, and must not change because it cannot be logged.
          log.error('what became of a record cannot be logged', { code: reportOf(error).code });
        }
      }
      metrics.flush();
    }),
    onError: () => {
      metrics.flush();
    },
  };

  function observe(delivery: Delivery): void {
    const { state } = delivery;
    const fields = fieldsOf(delivery);
    switch (state.kind) {
      case 'settled':
        metrics.add(state.how === 'handled' ? 'Handled' : 'Duplicates', 1);
        log.info(state.how, { ...fields, outcome: state.how });
        break;
      case 'left':
        log.info('left to another delivery of the same message, which is under way', { ...fields, outcome: 'left' });
        break;
      case 'failed': {
        const { code, message } = reportOf(state.error);
        log.warn('failed, will be delivered again', { ...fields, outcome: 'retried', code, reason: message });
        break;
      }
      case 'quarantined': {
        const { code, message } = reportOf(state.error);
        log.error('moved to the dead-letter queue', {
          ...fields,
          outcome: 'quarantined',
          code,
          reason: message,
        });
        break;
      }
      default:
        log.error('left the pipeline without an outcome; will be delivered again', {
          ...fields,
          outcome: state.kind,
        });
    }
  }
}

function fieldsOf(delivery: Delivery) {
  const event = eventOf(delivery);
  return {
    messageId: delivery.record.messageId,
    attempt: attemptOf(delivery),
    ...(event && {
      eventId: event.id,
      eventType: event.type,
      subject: event.subject,
      correlationId: event.correlationid,
    }),
    ...(event?.traceparent && { traceparent: event.traceparent }),
  };
}
