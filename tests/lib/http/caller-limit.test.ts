import { BURST, callerLimit, PER_SECOND } from '../../../lib/http/caller-limit.ts';
import { Problem } from '../../../lib/http/problem.ts';

const user = (id: string) => ({ id, seesOnlyOwn: true, scopes: [] });
const SERVICE = { id: 'shop', seesOnlyOwn: false, scopes: [] };

function limited() {
  let now = 1_000_000;
  const limit = callerLimit({ now: () => now });
  const accepted = (id: string, times: number) => {
    let count = 0;
    for (let time = 0; time < times; time += 1) {
      try {
        limit(user(id));
        count += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
        expect(error).toMatchObject({ details: { status: 429 }, headers: { 'retry-after': '1' } });
      }
    }
    return count;
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { limit, accepted, pass };
}

test('an end user may send so many requests at once, and so many a second', () => {
  const { accepted, pass } = limited();
  expect(accepted('alice', BURST + 5)).toBe(BURST);
  pass(1_000);
  expect(accepted('alice', BURST)).toBe(PER_SECOND);
  pass(3_600_000);
  expect(accepted('alice', BURST + 5)).toBe(BURST);
});

test('one user’s haste is nobody else’s, and no service’s', () => {
  const { accepted, limit } = limited();
  accepted('alice', BURST + 1);
  expect(accepted('bob', BURST)).toBe(BURST);
  for (let time = 0; time < 1_000; time += 1) limit(SERVICE);
});

test('a clock that goes back gives nothing away', () => {
  const { accepted, pass } = limited();
  accepted('alice', BURST);
  pass(-60_000);
  expect(accepted('alice', 1)).toBe(0);
});

test('users are remembered up to a limit: those that asked longest ago begin anew', () => {
  const { accepted } = limited();
  accepted('alice', BURST);
  for (let one = 0; one < 10_000; one += 1) accepted(`user ${one}`, 1);
  expect(accepted('alice', BURST)).toBe(BURST);
  expect(accepted('user 9999', BURST)).toBe(BURST - 1);
});
