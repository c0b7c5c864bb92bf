/** One record on its way through the pipeline: what it is, and what became of it. */
import type { SQSRecord } from 'aws-lambda';
import type { CloudEvent, OutboxEntry } from '../cloudevents/envelope.ts';
import type { Carrier } from './ownership.ts';

/** One record of the batch. Its state moves on once per stage: received, valid, then settled or failed. */
export interface Delivery {
  readonly record: SQSRecord;
  readonly carrier: Carrier;
  state: DeliveryState;
}

export type DeliveryState =
  | { readonly kind: 'received' }
  | { readonly kind: 'valid'; readonly event: CloudEvent }
  /** Committed, now or before; `outbox` must be published before the record is acknowledged. */
  | {
      readonly kind: 'settled';
      readonly event: CloudEvent;
      readonly how: 'handled' | 'duplicate';
      readonly outbox: readonly OutboxEntry[];
    }
  /** Another delivery of the same message is under way and will see to it: this one is neither acknowledged nor failed. */
  | { readonly kind: 'left'; readonly event: CloudEvent }
  | { readonly kind: 'failed'; readonly event: CloudEvent | undefined; readonly error: unknown }
  /** In the dead-letter queue, with its reason. */
  | { readonly kind: 'quarantined'; readonly event: CloudEvent | undefined; readonly error: unknown };

type InState<Kind extends DeliveryState['kind']> = Delivery & { state: Extract<DeliveryState, { kind: Kind }> };
export type ValidDelivery = InState<'valid'>;
export type SettledDelivery = InState<'settled'>;
export type FailedDelivery = InState<'failed'>;

export function isValid(delivery: Delivery): delivery is ValidDelivery {
  return delivery.state.kind === 'valid';
}

export function isSettled(delivery: Delivery): delivery is SettledDelivery {
  return delivery.state.kind === 'settled';
}

export function isFailed(delivery: Delivery): delivery is FailedDelivery {
  return delivery.state.kind === 'failed';
}

/** How often SQS has delivered this record, this time included; 1 for a record that was written by hand and does not say. */
export function attemptOf({ record }: Delivery): number {
  const count = Number(record.attributes.ApproximateReceiveCount);
  return count >= 1 ? count : 1;
}

/** Does `act` for each delivery by itself: what is thrown on account of one fails that one only. */
export function each<D extends Delivery>(deliveries: readonly D[], act: (delivery: D) => void): void {
  for (const delivery of deliveries) {
    try {
      act(delivery);
    } catch (error) {
      fail(delivery, error);
    }
  }
}

/** Marks the delivery as dealt with; `outbox` must still be published. */
export function markSettled(
  delivery: Delivery,
  event: CloudEvent,
  how: 'handled' | 'duplicate',
  outbox: readonly OutboxEntry[],
): void {
  delivery.state = { kind: 'settled', event, how, outbox };
}

/** Leaves the delivery to another one of the same message: SQS keeps it, as it is. */
export function leave(delivery: Delivery, event: CloudEvent): void {
  delivery.state = { kind: 'left', event };
}

/** Marks a failed delivery as moved to the dead-letter queue. */
export function markQuarantined(delivery: Delivery, error: unknown): void {
  delivery.state = { kind: 'quarantined', event: eventOf(delivery), error };
}

/** Fails the delivery with `error`, whatever it was before: the record is retried, or goes to the dead-letter queue. */
export function fail(delivery: Delivery, error: unknown): void {
  delivery.state = { kind: 'failed', event: eventOf(delivery), error };
}

export function eventOf({ state }: Delivery): CloudEvent | undefined {
  return state.kind === 'received' ? undefined : state.event;
}
