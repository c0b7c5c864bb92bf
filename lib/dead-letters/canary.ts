/** The canary: waits until it is known of each redriven message whether the consumer applied it, or gave it up once more. */
import { depthOf, queueCounts } from '../aws/queue-counts.ts';
import { sleep } from '../clock/clock.ts';
import type { RedrivenMessage } from './redrive.ts';
import type { Canary } from './reports.ts';
import type { OpenSource } from './sources.ts';
import { type Ports, walk } from './walk.ts';

export interface CanaryWatch {
  readonly source: Pick<OpenSource, 'urls' | 'kind' | 'records'>;
  /** Messages in the dead-letter queue after the canaries were taken out. */
  readonly depth: number;
  readonly timeoutMs: number;
  readonly isInterrupted: () => boolean;
}

const POLL_MS = 500;

export async function watchCanaries(
  ports: Ports,
  messages: readonly RedrivenMessage[],
  { source, depth, timeoutMs, isInterrupted }: CanaryWatch,
): Promise<Canary> {
  const deadline = ports.clock.now() + timeoutMs;
  // What is not an event leaves no trace in any inbox: nothing will ever be known of it.
  const unknowable = messages.filter(({ eventId }) => eventId === undefined).map(({ messageId }) => messageId);
  let pending = messages.filter(({ eventId }) => eventId !== undefined);
  let cameBack: string[] = [];
  for (;;) {
    pending = await stillPending(pending, source.records);
    if (pending.length > 0 && depthOf(await queueCounts(ports.sqs, source.urls.dlq)) > depth) {
      cameBack = await foundIn(ports, source, pending);
    }
    const undecided = pending.flatMap(({ eventId }) =>
      eventId === undefined || cameBack.includes(eventId) ? [] : [eventId],
    );
    const isOver = ports.clock.now() >= deadline || isInterrupted();
    if (undecided.length === 0 || cameBack.length > 0 || isOver) {
      const applied = messages.length - unknowable.length - undecided.length - cameBack.length;
      return { applied, cameBack, undecided: [...undecided, ...unknowable] };
    }
    await sleep(ports.clock, POLL_MS);
  }
}

async function stillPending(
  messages: readonly RedrivenMessage[],
  records: OpenSource['records'],
): Promise<RedrivenMessage[]> {
  const inboxes = await Promise.all(messages.map(async ({ subject = '' }) => (await records.load(subject)).inbox));
  return messages.filter(({ eventId }, index) => !inboxes[index]?.some((id) => id === eventId));
}

async function foundIn(
  ports: Ports,
  source: CanaryWatch['source'],
  messages: readonly RedrivenMessage[],
): Promise<string[]> {
  const wanted = new Set(messages.map(({ eventId }) => eventId));
  const found = new Set<string>();
  await walk(ports, source, async (page) => {
    for (const { event } of page) if (event !== undefined && wanted.has(event.id)) found.add(event.id);
    return { isEnough: found.size === wanted.size };
  });
  return [...found];
}
