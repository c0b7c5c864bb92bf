/** What every view shares: where the user is, what the server says, and how the connection is. */
import { computed, signal } from '@preact/signals';
import type { FlowSample, Hello, LoadState } from '../server/contract.ts';

export type Connection = 'connecting' | 'live' | 'stale' | 'refused';

export const connection = signal<Connection>('connecting');
export const hello = signal<Hello | undefined>(undefined);
export const history = signal<readonly FlowSample[]>([]);
export const load = signal<LoadState | null>(null);
/** What the server said when it could not take a sample; gone with the next one. */
export const trouble = signal<string | undefined>(undefined);
/** When the server was heard last, by this browser's clock. */
export const heardAt = signal(0);

/** Personal data is shown once the user has asked for it. */
export const reveal = signal(false);

export const sample = computed(() => history.value.at(-1));

/** An hour of samples on a local system. */
const MOST_SAMPLES = 3_600;

export function addSample(next: FlowSample): void {
  history.value = [...history.value.slice(1 - MOST_SAMPLES), next];
  trouble.value = undefined;
}

/** After a reconnection the server's history fills the gap. */
export function mergeHistory(fromServer: readonly FlowSample[]): void {
  const [first] = fromServer;
  const older = first === undefined ? history.value : history.value.filter(({ at }) => at < first.at);
  history.value = [...older, ...fromServer].slice(-MOST_SAMPLES);
}

export const total = (of: 'dead' | 'undelivered' | 'waiting'): number =>
  Object.values(sample.value?.services ?? {}).reduce((sum, service) => sum + service[of], 0);
