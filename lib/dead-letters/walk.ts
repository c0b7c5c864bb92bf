/**
 * Walks over a dead-letter queue from one end to the other, and says what it could not see. That nothing more is received does not mean
 * that nothing more is there: another command may hold it. SQS's counts say so, and the walk compares.
 */
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { errorName } from '../aws/ports.ts';
import { depthOf, queueCounts } from '../aws/queue-counts.ts';
import { type Clock, sleep } from '../clock/clock.ts';
import { type DeadMessage, deadMessageOf } from './dead-message.ts';
import { HIDDEN_SECONDS, Hold } from './hold.ts';
import type { Unseen } from './reports.ts';
import type { OpenSource } from './sources.ts';

/** A visit says which messages it has taken out of the queue, by message id, and whether it has seen enough. */
export interface Visited {
  readonly taken?: ReadonlySet<string>;
  readonly isEnough?: boolean;
}

export type Visit = (page: readonly DeadMessage[]) => Promise<Visited>;

export interface Walked extends Unseen {
  readonly seen: number;
}

export interface Ports {
  readonly sqs: SQSClient;
  readonly clock: Clock;
  /** By so much may SQS's counts lag behind; 0 where they are exact. */
  readonly countsLagMs: number;
}

/** SQS: messages per request. */
const BATCH = 10;

/** Requests side by side: a page is ten times as many messages. */
const RECEIVERS = 8;

/** So many are hidden at once; what is beyond is reported as not seen. SQS itself would hide 120,000 of a queue. */
export const MAX_HELD = 10_000;

/** Empty answers, and pages without anything new, while the counts say that more can be received. */
const MAX_FRUITLESS = 3;

/** After messages were taken out, the counts are asked again until they have caught up. */
const COUNT_AGAIN_MS = 5_000;

/** A dead-letter queue, as far as a walk needs it. */
export type Walkable = Pick<OpenSource, 'kind'> & { readonly urls: Pick<OpenSource['urls'], 'dlq'> };

/** Gives everything back when it ends. */
export async function walk(ports: Ports, source: Walkable, visit: Visit): Promise<Walked> {
  const hold = new Hold(ports.sqs, ports.clock, source.urls.dlq);
  try {
    return await walkHolding(ports, source, hold, visit);
  } finally {
    await hold.giveBack();
  }
}

/** The same for whoever wants to keep some of what was seen: they give back. */
export async function walkHolding(ports: Ports, source: Walkable, hold: Hold, visit: Visit): Promise<Walked> {
  const queueUrl = source.urls.dlq;
  const seen = new Set<string>();
  let taken = 0;
  let fruitless = 0;
  while (hold.size + BATCH * RECEIVERS <= MAX_HELD && fruitless < MAX_FRUITLESS) {
    const received = await page(ports, source);
    if (received === 'too-many-hidden') break;
    if (received.length === 0 && (await queueCounts(ports.sqs, queueUrl)).visible === 0) break;
    hold.add(received);
    const fresh = received.filter(({ messageId }) => !seen.has(messageId));
    fruitless = fresh.length === 0 ? fruitless + 1 : 0;
    if (fresh.length === 0) continue;
    for (const { messageId } of fresh) seen.add(messageId);
    const visited = await visit(fresh);
    hold.forget(visited.taken ?? []);
    taken += visited.taken?.size ?? 0;
    if (visited.isEnough) break;
  }
  return { seen: seen.size, ...(await unseenIn(ports, queueUrl, hold.size, taken)) };
}

/** What is in the queue besides the `held` messages that the caller holds itself. */
async function unseenIn(ports: Ports, queueUrl: string, held: number, taken: number): Promise<Unseen> {
  const deadline = ports.clock.now() + (taken === 0 ? 0 : ports.countsLagMs);
  for (;;) {
    const counts = await queueCounts(ports.sqs, queueUrl);
    const others = Math.max(0, depthOf(counts) - held);
    if (others === 0 || ports.clock.now() >= deadline) {
      const heldElsewhere = Math.min(others, Math.max(0, counts.hidden - held));
      return { heldElsewhere, notReceived: others - heldElsewhere };
    }
    await sleep(ports.clock, COUNT_AGAIN_MS);
  }
}

async function page({ sqs, countsLagMs }: Ports, { urls, kind }: Walkable): Promise<DeadMessage[] | 'too-many-hidden'> {
  const receive = () =>
    sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: urls.dlq,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: HIDDEN_SECONDS,
        // Long polling asks all of SQS's servers, short polling some of them. An engine of this machine is one server.
        WaitTimeSeconds: countsLagMs === 0 ? 0 : 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
  // One first: a queue that is empty, or small, is asked once and not eight times.
  const first = await receive().catch(overLimit);
  if (first === undefined) return 'too-many-hidden';
  const full = (first.Messages?.length ?? 0) === BATCH;
  const others = full ? await Promise.all(Array.from({ length: RECEIVERS - 1 }, () => receive().catch(overLimit))) : [];
  return [first, ...others]
    .flatMap((answer) => answer?.Messages ?? [])
    .flatMap((message) => deadMessageOf(message, kind) ?? []);
}

function overLimit(error: unknown): undefined {
  if (errorName(error) === 'OverLimit') return undefined;
  throw error;
}
