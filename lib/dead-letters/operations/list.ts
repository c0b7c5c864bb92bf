/** `dlq list`: what is in each dead-letter queue, grouped by cause, and how much of it was seen. */
import { depthOf, queueCounts } from '../../aws/queue-counts.ts';
import type { StageClients } from '../../cli/stage.ts';
import { sleep } from '../../clock/clock.ts';
import { Groups } from '../groups.ts';
import type { Listed, ListReport } from '../reports.ts';
import { type OpenSource, opened } from '../sources.ts';
import { walk } from '../walk.ts';
import { type Context, portsOf } from './context.ts';

export interface ListOptions {
  /** Where nothing was seen: wait until SQS's counts can be believed, a minute on AWS, and count again. */
  readonly isSure?: boolean;
}

export async function list(context: Context, { isSure = false }: ListOptions = {}): Promise<ListReport> {
  return context.stage.use(async (clients) => {
    const sources = await Promise.all(context.sources.map((source) => opened(clients, source)));
    // Side by side: an empty queue keeps its walk waiting for a second.
    const queues = await Promise.all(sources.map((source) => listOne(context, clients, source)));
    const again = queues.every(({ messages }) => messages === 0)
      ? await countedAgain(context, clients, sources, isSure)
      : undefined;
    context.progress.end();
    return {
      stage: context.stage.name,
      queues: again === undefined ? queues : queues.map((queue, index) => ({ ...queue, ...again[index] })),
      isEmptyForSure: again?.every(({ messages }) => messages === 0) ?? false,
    };
  });
}

async function listOne(context: Context, clients: StageClients, source: OpenSource): Promise<Listed> {
  const groups = new Groups(source.retentionSeconds);
  let oldest: string | null = null;
  let read = 0;
  const { seen, heldElsewhere, notReceived } = await walk(portsOf(context, clients), source, async (page) => {
    for (const message of page) {
      groups.add(message);
      if (oldest === null || message.sentAt < oldest) oldest = message.sentAt;
    }
    read += page.length;
    context.progress.show(`${source.dlq}: ${read} messages`);
    return { isEnough: context.isInterrupted() };
  });
  return {
    service: source.service,
    kind: source.kind,
    dlq: source.dlq,
    messages: seen + heldElsewhere + notReceived,
    seen,
    heldElsewhere,
    notReceived,
    oldest,
    groups: groups.all,
    isComplete: heldElsewhere + notReceived === 0,
  };
}

/** The second count of queues that seemed empty; `undefined` when it came too early to mean anything. */
async function countedAgain(
  { clock, progress, isInterrupted }: Context,
  { sqs, countsLagMs }: StageClients,
  sources: readonly OpenSource[],
  isSure: boolean,
): Promise<Pick<Listed, 'messages' | 'heldElsewhere' | 'notReceived' | 'isComplete'>[] | undefined> {
  if (countsLagMs > 0 && !isSure) return undefined;
  const end = clock.now() + countsLagMs;
  while (clock.now() < end && !isInterrupted()) {
    progress.show(`nothing seen; counting again in ${Math.ceil((end - clock.now()) / 1_000)} s to be sure`);
    await sleep(clock, Math.min(1_000, end - clock.now()));
  }
  if (isInterrupted()) return undefined;
  return Promise.all(
    sources.map(async ({ urls }) => {
      const counts = await queueCounts(sqs, urls.dlq);
      const messages = depthOf(counts);
      return {
        messages,
        heldElsewhere: counts.hidden,
        notReceived: messages - counts.hidden,
        isComplete: messages === 0,
      };
    }),
  );
}
