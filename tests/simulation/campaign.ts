/** Many runs, one seed after another, on all processors. */
import { Worker } from 'node:worker_threads';
import type { Fault } from './faults.ts';
import type { RunResult, Violation } from './run.ts';

export interface Campaign {
  readonly seed: number;
  readonly seeds: number;
  readonly orders: number;
  readonly faults: readonly Fault[];
  readonly workers: number;
}

/** What is told of a run that kept every promise: that it did, and its counts. */
export interface RunSummary extends Pick<RunResult, 'seed' | 'accepted' | 'published' | 'simulatedMs'> {
  readonly violations: readonly Violation[];
  readonly struck: number;
}

export interface CampaignResult {
  readonly runs: readonly RunSummary[];
  readonly seconds: number;
}

/** The part of one worker: every `step`th seed from `seed` on. */
export interface WorkerPart extends Omit<Campaign, 'workers'> {
  readonly step: number;
}

/** Calls `onRun` with the number of runs done, after each. */
export async function campaign(
  { workers, seed, seeds, ...rest }: Campaign,
  onRun: (done: number) => void,
): Promise<CampaignResult> {
  const begun = performance.now();
  const runs: RunSummary[] = [];
  const part = (index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const workerData: WorkerPart = { ...rest, seed: seed + index, seeds: seed + seeds, step: workers };
      // Most of what a run makes is garbage soon: a young generation that is large is collected seldom.
      const resourceLimits = { maxYoungGenerationSizeMb: 128 };
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, resourceLimits });
      worker.on('message', (run: RunSummary) => {
        runs.push(run);
        onRun(runs.length);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: workers }, (_, index) => part(index)));
  return { runs: runs.sort((left, right) => left.seed - right.seed), seconds: (performance.now() - begun) / 1_000 };
}
