/** The pipeline's centre: groups the batch by order and deals with each group, side by side, within the time that is left. */
import { within } from '../clock/clock.ts';
import type { CloudEvent, Draft } from '../cloudevents/envelope.ts';
import { TransientError } from '../errors.ts';
import type { Consumer, Environment } from './consumer.ts';
import type { Ports } from './decider.ts';
import { type Batch, fail, isValid, type ValidDelivery } from './delivery.ts';
import { handleGroup } from './idempotency.ts';

/** Orders dealt with at once. A batch may hold 10,000 messages; neither memory nor the service's ports should. */
const MAX_GROUPS_AT_ONCE = 50;

export function batchHandler<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports>(
  consumer: Consumer<Facts, Event, Emitted, P>,
  environment: Environment,
): (batch: Batch) => Promise<undefined> {
  return async (batch) => {
    const groups = Map.groupBy(batch.deliveries.filter(isValid), ({ state }) => state.event.subject);
    const waiting = groups.values();
    const worker = async (): Promise<void> => {
      for (const group of waiting)
        await inTime(batch, environment, group, () => handleGroup(consumer, environment, group));
    };
    await Promise.all(Array.from({ length: Math.min(groups.size, MAX_GROUPS_AT_ONCE) }, worker));
    return undefined;
  };
}

/**
 * Starts no group when the time is up, and does not wait for one that takes longer: its records are reported as failures.
 * What it still does is harmless: if it commits, the next delivery finds its event in the inbox.
 */
async function inTime(
  { remainingMs }: Batch,
  { clock }: Environment,
  group: readonly ValidDelivery[],
  handle: () => Promise<void>,
): Promise<void> {
  const outOfTime = () =>
    new TransientError('OutOfTime', 'the function ran out of time before this record was dealt with');
  try {
    const remaining = remainingMs();
    if (remaining <= 0) throw outOfTime();
    await within(clock, remaining, handle(), outOfTime);
  } catch (error) {
    for (const delivery of group) if (isValid(delivery)) fail(delivery, error);
  }
}
