/**
 * Contention: DynamoDB cancels a transaction that meets another one on the same item, such as the stock of a SKU that everybody
 * wants. Nothing is wrong then, and nothing was written: it is tried again at once, with jitter, far sooner than the queue would.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
import { sleep } from '../clock/clock.ts';
import { TransientError } from '../errors.ts';
import type { Commit, CommitResult } from '../store/record-store.ts';
import type { Environment } from './consumer.ts';

/**
 * Tries of one commit; after that the queue's back-off takes over. The waits between them add up to 1.6 s on average: enough
 * for a hundred orders of one SKU to pass one by one, and far below a function's time-out.
 */
export const MAX_TRIES = 10;

/** Upper bound of the first wait, about the time that a transaction takes; it doubles with each try, up to the cap. */
const BASE_MS = 20;
const CAP_MS = 640;

const CONTENTION: readonly string[] = ['TransactionConflict', 'TransactionConflictException'];

/** What waiting for others takes. */
type Waiting = Pick<Environment, 'store' | 'clock' | 'random' | 'metrics'>;

/** Commits, waiting for others that change the same items. Throws what the store throws. */
export async function commitInTurn(environment: Waiting, commit: Commit): Promise<CommitResult> {
  const { store, clock, random, metrics } = environment;
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.commit(commit);
    } catch (error) {
      if (!isContention(error) || tries === MAX_TRIES) throw error;
      metrics.add('TransactionConflicts', 1);
      await sleep(clock, random() * Math.min(CAP_MS, BASE_MS * 2 ** (tries - 1)));
    }
  }
}

function isContention(error: unknown): boolean {
  return error instanceof TransientError && CONTENTION.includes(error.code);
}
