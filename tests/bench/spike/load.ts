/** The load of a Prime-Day hour, and what the services may do at once while it lasts. */
import { seededRandom } from '../../../lib/clock/seeded.ts';

/** Seconds since the hour began. */
export const SECONDS = { hour: 3_600, spikeBegins: 600, spikeLasts: 600 } as const;

/** Orders per second, on an ordinary day and in the spike: twenty times as many. */
export const RATE = 2;
export const SPIKE_RATE = 20 * RATE;

/** A payment provider or a carrier takes this long to answer, on average; there and back are drawn evenly. */
export const PROVIDER_MS = 500;

/** Services of different maximum concurrency: two have scarce providers, which is what the maximum is for. */
export const LIMITS: Readonly<Record<string, { readonly maximumConcurrency: number; readonly batchSize?: number }>> = {
  payment: { maximumConcurrency: 3, batchSize: 5 },
  shipping: { maximumConcurrency: 4, batchSize: 5 },
};

/** Milliseconds at which orders arrive: evenly, with some jitter. */
export function arrivals(): number[] {
  const random = seededRandom(20);
  const times: number[] = [];
  for (let second = 0; second < SECONDS.hour; second += 1) {
    const isSpike = second >= SECONDS.spikeBegins && second < SECONDS.spikeBegins + SECONDS.spikeLasts;
    const count = isSpike ? SPIKE_RATE : RATE;
    for (let index = 0; index < count; index += 1) times.push((second + random()) * 1_000);
  }
  return times;
}
