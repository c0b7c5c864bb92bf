/** When messages are multiplied, how often: the same for every queue, and for every topic, of a run. */
import type { Fate } from '../fate.ts';

/** Extra copies of a message. The most is rare: it makes a run ten times as long. */
const EXTRA_COPIES = [1, 1, 1, 3, 3, 10];

export function copiesIn(fate: Fate, kind: 'queues' | 'topics'): number {
  return EXTRA_COPIES[Math.floor(fate.random(`copies by ${kind}`)() * EXTRA_COPIES.length)] ?? 1;
}
