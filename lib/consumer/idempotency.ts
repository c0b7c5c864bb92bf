/**
 * Idempotency: one conditional write holds what a service knows (facts), what it has dealt with (inbox) and what it announced
 * (outbox). An event in the inbox changes nothing. A conflict means that somebody else dealt with the order in between:
 * the record is taken as it is now, and everything is decided again.
 */
import { sleep } from '../clock/clock.ts';
import type { CloudEvent, Draft } from '../cloudevents/envelope.ts';
import { TransientError } from '../errors.ts';
import { absentRecord, type StoredRecord } from '../store/record-store.ts';
import type { Consumer, Environment } from './consumer.ts';
import type { Ports } from './decider.ts';
import { fail, isValid, type ValidDelivery } from './delivery.ts';
import { attempt } from './turn.ts';

/** Attempts at one order within one invocation; after that the queue's back-off takes over. */
export const MAX_CONFLICTS = 5;

/** Upper bound of the wait after a first conflict; it doubles with each, with full jitter. */
const CONFLICT_BASE_MS = 10;

/** Deals with the records of one order, one after another. Every one of them is settled or failed afterwards. */
export async function handleGroup<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports>(
  consumer: Consumer<Facts, Event, Emitted, P>,
  environment: Environment,
  group: readonly ValidDelivery[],
): Promise<void> {
  const { store, clock, random, metrics } = environment;
  const subject = group[0]?.state.event.subject;
  if (subject === undefined) return;
  let record = await beginning(consumer, environment, group, subject);
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const changed = await attempt(consumer, environment, record, group.filter(isValid));
    if (changed === undefined) return;
    if (changed.found !== undefined) {
      metrics.add('CommitConflicts', 1);
      await sleep(clock, random() * CONFLICT_BASE_MS * 2 ** conflicts);
    }
    record = { stored: changed.found ?? (await store.load(subject)), assumed: false };
  }
  const error = new TransientError('CommitConflict', `the order was changed by others ${MAX_CONFLICTS} times in a row`);
  for (const delivery of group) if (isValid(delivery)) fail(delivery, error);
}

/** A record to decide on; `assumed` when it was not read but taken to be absent. */
export interface StartingRecord {
  readonly stored: StoredRecord;
  readonly assumed: boolean;
}

/** First contact takes the record to be absent, so it needs no read: if it is there, the conditional create says so. */
async function beginning<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports>(
  { startsWith }: Consumer<Facts, Event, Emitted, P>,
  { store }: Environment,
  group: readonly ValidDelivery[],
  subject: string,
): Promise<StartingRecord> {
  const begins = group.some(({ state }) => startsWith.some((type) => type === state.event.type));
  return begins
    ? { stored: absentRecord(subject), assumed: true }
    : { stored: await store.load(subject), assumed: false };
}
