/** Redrives a selection: message by message, at a rate, and with a line in the journal for each. */
import { depthOf, queueCounts } from '../aws/queue-counts.ts';
import { sleep } from '../clock/clock.ts';
import type { DeadMessage } from './dead-message.ts';
import type { Journal } from './journal.ts';
import type { RedriveEnd, Unseen } from './reports.ts';
import { moveBack } from './sending.ts';
import { type Ports, type Walkable, walk } from './walk.ts';

export interface Redrive {
  readonly source: Walkable & { readonly urls: { readonly queue: string } };
  readonly isSelected: (message: DeadMessage) => boolean;
  /** Messages per second; as fast as SQS takes them by default. */
  readonly rate?: number | undefined;
  /** At most this many; the others stay. */
  readonly limit?: number | undefined;
  /** End when messages come back while others are still being sent. */
  readonly stopOnFailure?: boolean | undefined;
  /** Reports that the user wants to stop. What was sent stays sent, and the rest where it is. */
  readonly isInterrupted: () => boolean;
  readonly onProgress: (redriven: number) => void;
  /** What went wrong, for a person. */
  readonly explained: (error: unknown) => string;
}

export interface RedriveOutcome {
  readonly messages: readonly RedrivenMessage[];
  readonly end: RedriveEnd;
  readonly why?: string;
  readonly unseen: Unseen;
}

/** What is remembered of each: enough to ask what became of it. */
export interface RedrivenMessage {
  readonly messageId: string;
  readonly eventId: string | undefined;
  readonly subject: string | undefined;
}

/** Messages that are sent and removed in one go. */
const STEP = 10;

/** Does not throw for what goes wrong on the way: what was redriven until then is part of the outcome. */
export async function redrive(ports: Ports, journal: Journal, order: Redrive): Promise<RedriveOutcome> {
  const { source, isSelected, limit = Number.POSITIVE_INFINITY, rate } = order;
  const messages: RedrivenMessage[] = [];
  const depth = async () => depthOf(await queueCounts(ports.sqs, source.urls.dlq));
  const before = order.stopOnFailure ? await depth() : 0;
  let end: RedriveEnd = 'done';

  const step = async (some: readonly DeadMessage[]): Promise<Set<string>> => {
    const started = ports.clock.now();
    const sent = await moveBack(ports.sqs, source.urls, some);
    messages.push(...some.filter(({ messageId }) => sent.has(messageId)).map(remembered));
    for (const message of some) {
      if (!sent.has(message.messageId)) end = 'refused';
      journal.note(sent.has(message.messageId) ? 'redriven' : 'refused', message);
    }
    order.onProgress(messages.length);
    if (order.stopOnFailure && (await depth()) > before - messages.length) end = 'came-back';
    if (rate !== undefined) {
      await sleep(ports.clock, Math.max(0, started + (some.length / rate) * 1_000 - ports.clock.now()));
    }
    return sent;
  };

  try {
    const unseen = await walk(ports, source, async (page) => {
      const selected = page.filter(isSelected).slice(0, limit - messages.length);
      const taken = new Set<string>();
      for (let start = 0; start < selected.length && end === 'done'; start += stepOf(rate)) {
        if (order.isInterrupted()) end = 'interrupted';
        else for (const id of await step(selected.slice(start, start + stepOf(rate)))) taken.add(id);
      }
      if (order.isInterrupted() && end === 'done') end = 'interrupted';
      return { taken, isEnough: end !== 'done' || messages.length >= limit };
    });
    return { messages, end, unseen };
  } catch (error) {
    return { messages, end: 'failed', why: order.explained(error), unseen: { heldElsewhere: 0, notReceived: 0 } };
  }
}

/** At a rate below ten a second, fewer go at a time. */
function stepOf(rate: number | undefined): number {
  return rate === undefined ? STEP : Math.max(1, Math.min(STEP, Math.floor(rate)));
}

function remembered({ messageId, event }: DeadMessage): RedrivenMessage {
  return { messageId, eventId: event?.id, subject: event?.subject };
}
