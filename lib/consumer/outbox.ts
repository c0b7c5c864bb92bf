/** Middleware: publishes what the batch's records caused, now or at an earlier delivery; a failure fails only the records concerned. */
import { type CloudEvent, envelopeOf } from '../cloudevents/envelope.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { Environment } from './consumer.ts';
import { type Delivery, each, fail, isSettled } from './delivery.ts';
import { publicationOf } from './ownership.ts';
import { onTheWayOut, type Stage } from './stage.ts';

/**
 * Every event is published at least once before its record is acknowledged, under an id that follows from `name`, the cause and
 * the type. An event that SNS refuses for good (larger than `MAX_PUBLISH_BYTES`) fails its record for good.
 */
export function outbox(
  { name }: { readonly name: string },
  { publisher, metrics }: Pick<Environment, 'publisher' | 'metrics'>,
): Stage<'outbox'> {
  return {
    stage: 'outbox',
    after: onTheWayOut(async ({ deliveries }) => {
      const emittedBy = new Map<Delivery, readonly CloudEvent[]>();
      each(deliveries.filter(isSettled), (delivery) => emittedBy.set(delivery, outboxOf(delivery.state, name)));
      // Two deliveries of one event in one batch share their outbox: it is published once.
      const events = new Map([...emittedBy.values()].flat().map((event) => [event.id, event]));
      if (events.size === 0) return;
      const publications = new Map(
        [...emittedBy].flatMap(([{ carrier }, emitted]) => emitted.map(({ id }) => [id, publicationOf(carrier)])),
      );
      const failures = await publisher.publish([...events.values()], ({ id }) => publications.get(id) ?? '');
      metrics.add('Published', events.size - failures.size);
      for (const [delivery, emitted] of emittedBy) {
        const failure = emitted.map(({ id }) => failures.get(id)).find((found) => found !== undefined);
        if (failure === undefined) continue;
        const message = `SNS did not take an event of this record's outbox: ${failure.code}`;
        fail(
          delivery,
          failure.permanent ? new PermanentError(failure.code, message) : new TransientError(failure.code, message),
        );
      }
    }),
  };
}

function outboxOf(
  { event, outbox }: { event: CloudEvent; outbox: readonly Parameters<typeof envelopeOf>[0][] },
  name: string,
) {
  return outbox.map((entry) => envelopeOf(entry, name, event));
}
