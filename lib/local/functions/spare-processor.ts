/** Whether this machine has a processor with nothing to do. */
import { cpus } from 'node:os';

/** Shorter, and the operating system's own counting is too coarse. */
const SAMPLE_MS = 100;

/** Longer, and what it says is mostly of a time before there was work: then the counting begins anew. */
const STALE_MS = 300;

/** A processor that is idle for less of the time would only be fought over. */
const MIN_IDLE_SHARE = 0.5;

interface Sample {
  readonly at: number;
  /** Of all processors together. */
  readonly idleMs: number;
}

let last = sample();
let isSpare = false;

/** As of the last tenth of a second or so; false when nobody asked for longer. */
export function hasSpareProcessor(): boolean {
  const ageMs = Date.now() - last.at;
  if (ageMs < SAMPLE_MS) return isSpare;
  const now = sample();
  isSpare = ageMs < STALE_MS && now.idleMs - last.idleMs >= MIN_IDLE_SHARE * (now.at - last.at);
  last = now;
  return isSpare;
}

function sample(): Sample {
  return { at: Date.now(), idleMs: cpus().reduce((sum, { times }) => sum + times.idle, 0) };
}
