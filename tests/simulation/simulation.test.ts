import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ALL_FAULTS } from './faults.ts';
import { hunt } from './mutants/hunts.ts';
import { firstOrders, type RunSettings, run } from './run.ts';

const ORDERS = 20;
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function timelineOf(settings: Omit<RunSettings, 'note'>): Promise<string[]> {
  const lines: string[] = [];
  await run({ ...settings, note: (at, who, what) => void lines.push(`${at} ${who} ${what}`) });
  return lines;
}

describe('the whole system on simulated AWS', () => {
  it('keeps every promise, whatever goes wrong', async () => {
    const struck = new Map<string, number>();
    let accepted = 0;
    for (const seed of seeds(60)) {
      const { violations, strikes, ...run60 } = await run({ seed, orders: firstOrders(ORDERS) });
      expect({ seed, violations }).toEqual({ seed, violations: [] });
      accepted += run60.accepted;
      for (const strike of strikes) {
        const kind = strike.split(' at ', 1)[0] ?? '';
        struck.set(kind, (struck.get(kind) ?? 0) + 1);
      }
    }
    // Every kind of fault struck: otherwise nothing is proved about it.
    expect([...struck.keys()].sort()).toEqual([...ALL_FAULTS].sort());
    expect(accepted).toBeGreaterThan(1_000);
  }, 300_000);

  it('accepts and ends every valid order when nothing goes wrong', async () => {
    const { accepted, violations, strikes } = await run({ seed: 1, orders: firstOrders(ORDERS), faults: [] });
    expect({ accepted, violations, strikes }).toEqual({ accepted: ORDERS, violations: [], strikes: [] });
  });

  it('repeats a run from its seed, event by event', async () => {
    const settings = { seed: 19, orders: firstOrders(ORDERS) };
    const first = await timelineOf(settings);
    expect(first.length).toBeGreaterThan(500);
    expect(await timelineOf(settings)).toEqual(first);
    expect(await timelineOf({ ...settings, seed: 20 })).not.toEqual(first);
  });

  it('delivers no healthy message twice because of a poisonous neighbour', async () => {
    const again: string[] = [];
    let poisoned = 0;
    for (const seed of seeds(20)) {
      const { strikes } = await run({
        seed,
        orders: firstOrders(ORDERS),
        faults: ['poison'],
        note: (_, who, what) => {
          if (/attempt ([2-9]|\d\d)\)/.test(what)) again.push(`seed ${seed}: ${who} ${what}`);
        },
      });
      poisoned += strikes.length;
    }
    expect(again).toEqual([]);
    expect(poisoned).toBeGreaterThan(20);
  });
});

describe('mistakes made on purpose', () => {
  it.each([
    ['publish before the commit', 'nothing is lost'],
    ['no condition on the write', 'no write is overwritten unseen'],
    ['a charge has another key each time', 'nobody is charged twice'],
    ['what was reserved is not put back', 'initial stock - final stock = units shipped, of every SKU'],
  ])('%s: is caught', async (mistake, promise) => {
    expect(await hunt(mistake, 50)).toMatchObject({ mistake, promise });
  });
});

describe('npm run simulate', () => {
  const simulate = async (args: readonly string[], mistake?: string) => {
    const hook = mistake === undefined ? [] : ['--import', './tests/simulation/mutants/hook.ts'];
    const env = { ...process.env, ...(mistake !== undefined && { MUTANT: mistake }) };
    const command = promisify(execFile)(process.execPath, [...hook, 'tests/simulation/simulate.ts', ...args], { env });
    return command.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
    );
  };

  it('reports in one JSON document, on all processors, and is quiet in a pipe', async () => {
    const { code, stdout, stderr } = await simulate(['--seeds', '6', '--orders', '5', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ firstSeed: 1, seeds: 6, orders: 5, failures: [] });
    expect(report.accepted).toBeGreaterThan(20);
  });

  it('shows of a failing run the seed, the shortest history, and what happened in it', async () => {
    const { code, stdout } = await simulate(['--seeds', '2', '--json'], 'acknowledge although publishing failed');
    expect(code).toBe(1);
    const { failures, shortest } = JSON.parse(stdout);
    expect(failures[0].seed).toBe(1);
    expect(failures[0].violations[0]).toMatchObject({ promise: 'nothing is lost' });
    expect(shortest).toMatchObject({ seed: 1, promise: 'nothing is lost' });
    expect(shortest.orders.length).toBeLessThanOrEqual(2);
    expect(shortest.faults.length).toBeLessThanOrEqual(4);
    expect(shortest.timeline.at(-1)).toBeDefined();
    expect(shortest.timeline.join('\n')).toContain('witness        nothing is lost');
  });

  it('prints everything that happens in one run', async () => {
    const { code, stderr, stdout } = await simulate(['--seed', '3', '--orders', '1', '--faults', 'none', '--timeline']);
    expect(code).toBe(0);
    expect(stderr).toContain('shop           hears of order-0: 202');
    expect(stdout).toContain('promises    all kept');
  });

  it.each([
    [['--seeds', '0'], '--seeds is "0"; it must be a whole number of at least 1'],
    [['--faults', 'gremlins'], 'there is no fault "gremlins"'],
    [['--timeline'], '--timeline shows one run'],
    [['--sed', '1'], "Unknown option '--sed'"],
  ])('answers nonsense (%s) with what to do, and exits with 2', async (args, message) => {
    const { code, stdout, stderr } = await simulate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('usage: npm run simulate');
  });
});
