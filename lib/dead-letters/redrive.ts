/** Redrives a selection: letter by letter, at a rate, and with a line in the journal for each. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Clock, sleep } from '../clock/clock.ts';
import type { Letter } from './dead-message.ts';
import type { Journal } from './journal.ts';
import type { RedriveEnd } from './reports.ts';
import { moveBack } from './sending.ts';
import { depthOf, walk } from './walk.ts';

export interface Redrive {
  readonly urls: { readonly queue: string; readonly dlq: string };
  readonly isSelected: (letter: Letter) => boolean;
  /** Letters per second; as fast as SQS takes them by default. */
  readonly rate?: number | undefined;
  /** At most so many; the others stay. */
  readonly limit?: number | undefined;
  /** End when letters come back while others are still being sent. */
  readonly stopOnFailure?: boolean | undefined;
  /** Says that the user wants to stop. What was sent stays sent, and the rest where it is. */
  readonly isInterrupted: () => boolean;
  readonly onProgress: (redriven: number) => void;
}

export interface Redriven {
  readonly letters: readonly RedrivenLetter[];
  readonly end: RedriveEnd;
}

/** What is remembered of each: enough to ask what became of it. */
export interface RedrivenLetter {
  readonly messageId: string;
  readonly eventId: string | undefined;
  readonly subject: string | undefined;
}

/** Letters that are sent and removed in one go. */
const STEP = 10;

export async function redrive(sqs: SQSClient, clock: Clock, journal: Journal, order: Redrive): Promise<Redriven> {
  const letters: RedrivenLetter[] = [];
  const { urls, isSelected, limit = Number.POSITIVE_INFINITY, rate } = order;
  const before = order.stopOnFailure ? await depthOf(sqs, urls.dlq) : 0;
  let end: RedriveEnd = 'done';

  const step = async (some: readonly Letter[]): Promise<Set<string>> => {
    const started = clock.now();
    const sent = await moveBack(sqs, urls, some);
    for (const letter of some) {
      if (!sent.has(letter.messageId)) end = 'refused';
      journal.note(sent.has(letter.messageId) ? 'redriven' : 'refused', letter);
    }
    letters.push(...some.filter(({ messageId }) => sent.has(messageId)).map(remembered));
    order.onProgress(letters.length);
    if (order.stopOnFailure && (await depthOf(sqs, urls.dlq)) > before - letters.length) end = 'came-back';
    if (rate !== undefined) await sleep(clock, Math.max(0, started + (some.length / rate) * 1_000 - clock.now()));
    return sent;
  };

  await walk(sqs, urls.dlq, async (page) => {
    const selected = page.filter(isSelected).slice(0, limit - letters.length);
    const taken = new Set<string>();
    for (let start = 0; start < selected.length && end === 'done'; start += stepOf(rate)) {
      if (order.isInterrupted()) end = 'interrupted';
      else for (const id of await step(selected.slice(start, start + stepOf(rate)))) taken.add(id);
    }
    if (order.isInterrupted() && end === 'done') end = 'interrupted';
    return { taken, isEnough: end !== 'done' || letters.length >= limit };
  });
  return { letters, end };
}

/** At a rate below ten a second, fewer go at a time. */
function stepOf(rate: number | undefined): number {
  return rate === undefined ? STEP : Math.max(1, Math.min(STEP, Math.floor(rate)));
}

function remembered({ messageId, event }: Letter): RedrivenLetter {
  return { messageId, eventId: event?.id, subject: event?.subject };
}
