import type { Clock } from '../../../lib/clock/clock.ts';
import { commitInTurn, MAX_TRIES } from '../../../lib/consumer/contention.ts';
import { PermanentError, TransientError } from '../../../lib/errors.ts';
import type { MetricName } from '../../../lib/observability/metrics.ts';
import { absentRecord, type CommitResult } from '../../../lib/store/record-store.ts';

const commit = { next: absentRecord('order-1'), indexed: {}, join: [] };
const conflict = () => new TransientError('TransactionConflict', 'met another transaction');

/** A store that throws these errors, one after another, and then commits; waits are noted and over at once. */
function storeThrowing(...errors: readonly Error[]) {
  const waits: number[] = [];
  const counted: MetricName[] = [];
  let tries = 0;
  const clock: Clock = {
    now: () => 0,
    after: (milliseconds, then) => {
      waits.push(milliseconds);
      then();
      return () => undefined;
    },
  };
  const store = {
    load: async () => absentRecord('order-1'),
    commit: async (): Promise<CommitResult> => {
      const error = errors[tries];
      tries += 1;
      if (error !== undefined) throw error;
      return { kind: 'committed' };
    },
  };
  const metrics = {
    add: (name: MetricName) => void counted.push(name),
    observe: () => undefined,
    flush: () => undefined,
  };
  return { environment: { store, clock, random: () => 1, metrics }, waits, counted, tries: () => tries };
}

describe('a transaction that meets others on the same item', () => {
  it('is tried again after a wait that doubles, and counts each meeting', async () => {
    const { environment, waits, counted } = storeThrowing(conflict(), conflict(), conflict());
    expect(await commitInTurn(environment, commit)).toEqual({ kind: 'committed' });
    expect(waits).toEqual([20, 40, 80]);
    expect(counted).toEqual(['TransactionConflicts', 'TransactionConflicts', 'TransactionConflicts']);
  });

  it('is left to the back-off of the queue when that goes on', async () => {
    const { environment, waits, tries } = storeThrowing(...Array.from({ length: MAX_TRIES }, conflict));
    await expect(commitInTurn(environment, commit)).rejects.toMatchObject({ code: 'TransactionConflict' });
    expect(tries()).toBe(MAX_TRIES);
    expect(Math.max(...waits)).toBe(640);
  });

  it.each([new TransientError('ThrottlingError', 'busy'), new PermanentError('TooManyWrites', 'too many')])(
    'is the only thing that is tried again: not %s',
    async (error) => {
      const { environment, waits } = storeThrowing(error);
      await expect(commitInTurn(environment, commit)).rejects.toBe(error);
      expect(waits).toEqual([]);
    },
  );
});
