import { concurrencyWarning } from '../../resources/rules/account-concurrency.ts';
import { topology } from '../../resources/topology.ts';

test.each([10, 50, 71])(
  'an account that runs %i functions at once is too small for a stage, and that is said',
  (limit) => {
    expect(concurrencyWarning(limit, topology)).toContain(
      `runs ${limit} functions at once, and this stage may want 72`,
    );
  },
);

test.each([72, 1_000])('one that runs %i is not', (limit) => {
  expect(concurrencyWarning(limit, topology)).toBeUndefined();
});
