/** The spike: an hour with twenty times the load for ten minutes, on the code that is deployed, in virtual time. */
import type { VirtualTime } from '../../../lib/simulator/virtual-time.ts';
import { quietDay } from '../../simulation/quiet-day.ts';
import type { Stack } from '../../simulation/stack.ts';
import { arrivals, LIMITS, PROVIDER_MS, SECONDS } from './load.ts';

const SAMPLE_MS = 10_000;

/** What one queue held, at each sample. */
export interface QueueSeries {
  readonly service: string;
  readonly depths: number[];
  readonly agesSeconds: number[];
}

export interface Spike {
  readonly sampleSeconds: number;
  readonly queues: readonly QueueSeries[];
  /** Seconds from the end of the spike until every queue was empty but for what had just come. */
  readonly drainedSeconds: number;
  readonly accepted: number;
  /** Broken promises: what was lost or done twice would be here. */
  readonly broken: readonly string[];
}

export async function spike(onProgress: (elapsedSeconds: number) => void): Promise<Spike> {
  let queues: readonly QueueSeries[] = [];
  const { accepted, broken } = await quietDay({
    limits: LIMITS,
    arrivals: arrivals(),
    outside: { roundTripMs: PROVIDER_MS },
    begin: (stack, time) => {
      queues = sampling(stack, time, onProgress);
    },
  });
  const sampleSeconds = SAMPLE_MS / 1_000;
  return { sampleSeconds, queues, accepted, broken, drainedSeconds: drainedAfter(queues, sampleSeconds) };
}

function sampling({ services }: Stack, time: VirtualTime, onProgress: (seconds: number) => void): QueueSeries[] {
  const queues = services.map(({ service }): QueueSeries => ({ service: service.name, depths: [], agesSeconds: [] }));
  const sample = (): void => {
    services.forEach(({ queue }, index) => {
      queues[index]?.depths.push(queue.visible + queue.hidden);
      queues[index]?.agesSeconds.push(queue.oldestAgeMs / 1_000);
    });
    onProgress(time.elapsedMs / 1_000);
    if (time.elapsedMs < SECONDS.hour * 1_000) time.after(SAMPLE_MS, sample);
  };
  time.after(0, sample);
  return queues;
}

/** Fewer than this is what is just under way at the usual load. */
const UNDER_WAY = 50;

function drainedAfter(queues: readonly QueueSeries[], sampleSeconds: number): number {
  const end = SECONDS.spikeBegins + SECONDS.spikeLasts;
  const lastFull = Math.max(...queues.map(({ depths }) => depths.findLastIndex((depth) => depth > UNDER_WAY)));
  return Math.max(0, lastFull * sampleSeconds - end);
}
