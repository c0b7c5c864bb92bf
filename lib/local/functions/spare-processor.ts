/** Whether this machine has a processor with nothing to do. */
import { cpus } from 'node:os';

/** Shorter, and the operating system's own counting is too coarse. */
const SAMPLE_MS = 100;

/** A processor that is idle for less of the time would only be fought over. */
const LEAST_IDLE_SHARE = 0.5;

interface Sample {
  readonly at: number;
  /** Of all processors together. */
  readonly idleMs: number;
}

let last = sample();
let isSpare = true;

/** As of the last tenth of a second or so. */
export function hasSpareProcessor(): boolean {
  if (Date.now() - last.at < SAMPLE_MS) return isSpare;
  const now = sample();
  isSpare = now.idleMs - last.idleMs >= LEAST_IDLE_SHARE * (now.at - last.at);
  last = now;
  return isSpare;
}

function sample(): Sample {
  return { at: Date.now(), idleMs: cpus().reduce((sum, { times }) => sum + times.idle, 0) };
}
