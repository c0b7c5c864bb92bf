/** Waiting until nothing is left to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isEmpty, type QueueDepth } from './queue-depths.ts';

export interface Activity {
  /** Nothing was received that is not settled yet. */
  readonly isQuiet: () => boolean;
  /** Invocations since the start. */
  readonly started: () => number;
  /** Invocations that wait or run, by function. */
  readonly unfinished: () => Readonly<Record<string, number>>;
  readonly depths: () => Promise<readonly QueueDepth[]>;
}

const CHECK_EVERY_MS = 20;

/** Throws, saying what is left, when `deadlineMs` have passed. */
export async function untilIdle(deadlineMs: number, activity: Activity): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    if (await isIdle(activity)) return;
    if (Date.now() >= deadline) throw new Error(await leftOver(deadlineMs, activity));
    await sleep(CHECK_EVERY_MS);
  }
}

/**
 * Queues are read one by one, and a message may move from one not yet read to one already read; but only an invocation
 * moves it. So empty queues mean something if nothing was invoked while they were read. Cheapest check first.
 */
async function isIdle(activity: Activity): Promise<boolean> {
  const { isQuiet, started, unfinished, depths } = activity;
  const isAtRest = () => isQuiet() && Object.keys(unfinished()).length === 0;
  const startedBefore = started();
  return isAtRest() && (await depths()).every(isEmpty) && isAtRest() && started() === startedBefore;
}

async function leftOver(deadlineMs: number, { depths, unfinished }: Activity): Promise<string> {
  const running = Object.entries(unfinished()).map(([name, count]) => `${name} runs ${count} invocations`);
  const waiting = (await depths())
    .filter((depth) => !isEmpty(depth))
    .map(
      (depth) => `${depth.name} has ${depth.visible} visible, ${depth.inFlight} in flight, ${depth.delayed} delayed`,
    );
  const left = [...running, ...waiting].join('; ') || 'work that just ended';
  return `not idle after ${deadlineMs / 1000} s: ${left}`;
}
