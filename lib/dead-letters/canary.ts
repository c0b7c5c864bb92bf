/** The canary: waits until it is known of each redriven letter whether the consumer applied it, or gave it up once more. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Clock, sleep } from '../clock/clock.ts';
import type { RecordReader } from '../store/record-store.ts';
import type { RedrivenLetter } from './redrive.ts';
import type { Canary } from './reports.ts';
import { depthOf, walk } from './walk.ts';

export interface CanaryWatch {
  readonly dlq: string;
  readonly records: RecordReader;
  /** Letters in the dead-letter queue after the canaries were taken out. */
  readonly depth: number;
  readonly timeoutMs: number;
  readonly isInterrupted: () => boolean;
}

const POLL_MS = 500;

export async function watchCanaries(
  sqs: SQSClient,
  clock: Clock,
  letters: readonly RedrivenLetter[],
  watch: CanaryWatch,
): Promise<Canary> {
  const deadline = clock.now() + watch.timeoutMs;
  // What is no event leaves no trace in any inbox: nothing will ever be known of it.
  const unknowable = letters.filter(({ eventId }) => eventId === undefined).map(({ messageId }) => messageId);
  let pending = letters.filter(({ eventId }) => eventId !== undefined);
  let cameBack: string[] = [];
  for (;;) {
    pending = await stillPending(pending, watch.records);
    if (pending.length > 0 && (await depthOf(sqs, watch.dlq)) > watch.depth) {
      cameBack = await foundIn(sqs, watch.dlq, pending);
    }
    const undecided = pending.flatMap(({ eventId }) =>
      eventId === undefined || cameBack.includes(eventId) ? [] : [eventId],
    );
    const isOver = clock.now() >= deadline || watch.isInterrupted();
    if (undecided.length === 0 || cameBack.length > 0 || isOver) {
      const applied = letters.length - unknowable.length - undecided.length - cameBack.length;
      return { applied, cameBack, undecided: [...undecided, ...unknowable] };
    }
    await sleep(clock, POLL_MS);
  }
}

async function stillPending(letters: readonly RedrivenLetter[], records: RecordReader): Promise<RedrivenLetter[]> {
  const inboxes = await Promise.all(letters.map(async ({ subject = '' }) => (await records.load(subject)).inbox));
  return letters.filter(({ eventId }, index) => !inboxes[index]?.some((id) => id === eventId));
}

async function foundIn(sqs: SQSClient, dlq: string, letters: readonly RedrivenLetter[]): Promise<string[]> {
  const wanted = new Set(letters.map(({ eventId }) => eventId));
  const found = new Set<string>();
  await walk(sqs, dlq, async (page) => {
    for (const { event } of page) if (event !== undefined && wanted.has(event.id)) found.add(event.id);
    return { isEnough: found.size === wanted.size };
  });
  return [...found];
}
