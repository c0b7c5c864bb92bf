/** How a command on dead-lettered messages ends, for scripts: 0 only if all of it was done and everything was seen. */
import type { ArchiveReport, ListReport, PeekReport, RedriveReport } from './reports.ts';
import { hasUnseen, isWhole } from './words.ts';

export const EXIT = {
  done: 0,
  /** It could not be done, or only a part of it; the message says why. */
  failed: 1,
  /** Messages came back, or the canaries are not known to be applied. */
  cameBack: 4,
  /** Not everything could be seen: nothing may be inferred from what is not shown. */
  notAllSeen: 5,
  /** By Ctrl-C; other signals have codes of their own. */
  interrupted: 130,
} as const;

export function exitCodeOfList({ queues, isEmptyForSure }: ListReport): number {
  if (!isWhole(queues)) return EXIT.notAllSeen;
  return queues.some(({ messages }) => messages > 0) || isEmptyForSure ? EXIT.done : EXIT.notAllSeen;
}

/** Whoever asked for ten and got ten has what they asked for. */
export function exitCodeOfPeek(report: PeekReport): number {
  return hasUnseen(report) && !report.isLimited ? EXIT.notAllSeen : EXIT.done;
}

export function exitCodeOfRedrive({ redriven }: RedriveReport): number {
  const ends = redriven.map(({ end }) => end);
  if (ends.includes('interrupted')) return EXIT.interrupted;
  if (ends.includes('canary-failed') || ends.includes('came-back')) return EXIT.cameBack;
  if (ends.includes('refused') || ends.includes('failed')) return EXIT.failed;
  return isWhole(redriven) ? EXIT.done : EXIT.notAllSeen;
}

/** A line that was skipped, or closed, is something that a person must look at. */
export function exitCodeOfArchive({ end, queues, remarks }: ArchiveReport): number {
  if (end === 'interrupted') return EXIT.interrupted;
  if (end === 'failed') return EXIT.failed;
  return isWhole(queues) && remarks.length === 0 ? EXIT.done : EXIT.notAllSeen;
}
