/**
 * Middleware: every event of an order has its effect once, however often it is delivered. One conditional write holds what a
 * service knows (facts), what it has dealt with (inbox) and what it announced (outbox). An event in the inbox changes nothing.
 * A conflict means that somebody else dealt with the order in between: the record is taken as it is now, and everything is
 * decided again.
 */
import { sleep } from '../clock/clock.ts';
import { TransientError } from '../errors.ts';
import { absentRecord } from '../store/record-store.ts';
import type { Environment } from './consumer.ts';
import { fail, isValid, type ValidDelivery } from './delivery.ts';
import type { EventHandler, Stage } from './stage.ts';
import { type Indexing, type StartingRecord, takeTurn } from './turn.ts';

/** Turns of one order within one invocation; after that the queue's back-off takes over. */
export const MAX_CONFLICTS = 5;

/** Upper bound of the wait after a first conflict; it doubles with each, with full jitter. */
const CONFLICT_BASE_MS = 10;

/** What has to be known of a service: see `Consumer`. */
interface Recorded<Facts> extends Indexing<Facts> {
  readonly startsWith: readonly string[];
}

type Outside = Pick<Environment, 'store' | 'clock' | 'random' | 'metrics' | 'retry'>;

/** Innermost, around the handler: which says what to do about an event, where this says on which facts, and whether it counts. */
export function idempotency<Facts>(consumer: Recorded<Facts>, environment: Outside): Stage<'idempotency'> {
  return {
    stage: 'idempotency',
    before: (request) => {
      request.internal.batch.inTurn = (group, handler) => inTurn(consumer, environment, group, handler);
    },
  };
}

/** Deals with the records of one order, one after another. Every one of them is settled or failed afterwards. */
async function inTurn<Facts>(
  consumer: Recorded<Facts>,
  environment: Outside,
  group: readonly ValidDelivery[],
  handler: EventHandler,
): Promise<void> {
  const { store, clock, random, metrics } = environment;
  const subject = group[0]?.state.event.subject;
  if (subject === undefined) return;
  let record = await startingRecord(consumer, environment, group, subject);
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const undone = await takeTurn(consumer, environment, handler, record, group.filter(isValid));
    if (undone === undefined) return;
    if (undone.kind === 'apart') {
      for (const delivery of group.filter(isValid)) await inTurn(consumer, environment, [delivery], handler);
      return;
    }
    if (undone.found !== undefined) {
      metrics.add('CommitConflicts', 1);
      await sleep(clock, random() * CONFLICT_BASE_MS * 2 ** conflicts);
    }
    record = { stored: undone.found ?? (await store.load(subject)), assumed: false };
  }
  const error = new TransientError('CommitConflict', `the order was changed by others ${MAX_CONFLICTS} times in a row`);
  for (const delivery of group) if (isValid(delivery)) fail(delivery, error);
}

/** A record with which an order usually starts is taken to be absent, without a read: if it is there, the conditional create says so. */
async function startingRecord<Facts>(
  { startsWith }: Recorded<Facts>,
  { store }: Outside,
  group: readonly ValidDelivery[],
  subject: string,
): Promise<StartingRecord> {
  const starts = group.some(({ state }) => startsWith.some((type) => type === state.event.type));
  return starts
    ? { stored: absentRecord(subject), assumed: true }
    : { stored: await store.load(subject), assumed: false };
}
