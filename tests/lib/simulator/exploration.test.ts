import { AnyOrder, type Choose, ChosenFate, everyWay } from '../../../lib/simulator/exploration.ts';
import { SeededFate } from '../../../lib/simulator/fate.ts';
import { VirtualTime } from '../../../lib/simulator/virtual-time.ts';

describe('every way', () => {
  it('is each sequence of choices once', async () => {
    const seen: string[] = [];
    const runs = await everyWay(async (choose) => {
      const first = choose(2);
      seen.push(first === 0 ? `${first}${choose(3)}` : String(first));
    });
    expect(seen).toEqual(['00', '01', '02', '1']);
    expect(runs).toBe(4);
  });

  it('notices a run that does not repeat itself', async () => {
    let options = 2;
    const run = everyWay(async (choose) => {
      options += 1;
      choose(options);
    });
    await expect(run).rejects.toThrow('left to chance');
  });

  it('is each interleaving of two that take two steps each: six', async () => {
    const seen = new Set<string>();
    const steps = (time: AnyOrder, name: string, log: string[]) =>
      time.after(1, () => {
        log.push(`${name}1`);
        time.after(1, () => void log.push(`${name}2`));
      });
    const runs = await everyWay(async (choose: Choose) => {
      const time = new AnyOrder(choose, 0);
      const log: string[] = [];
      steps(time, 'a', log);
      steps(time, 'b', log);
      await time.run();
      seen.add(log.join());
    });
    expect(seen.size).toBe(6);
    expect(runs).toBe(6);
  });

  it('strikes at every place, but not too often', async () => {
    const seen: boolean[][] = [];
    await everyWay(async (choose) => {
      const strikes = new ChosenFate(choose, ['crashes'], 1).at('crashes');
      seen.push([strikes(), strikes(), strikes()]);
    });
    expect(seen).toHaveLength(4);
    expect(seen).toContainEqual([false, false, true]);
    expect(seen).not.toContainEqual([true, true, false]);
  });
});

describe('virtual time', () => {
  it('lets things happen in their order, those of one moment in the order of their planning', async () => {
    const time = new VirtualTime(0);
    const log: string[] = [];
    for (const [at, name] of [
      [2, 'c'],
      [1, 'a'],
      [1, 'b'],
    ] as const)
      time.after(at, () => void log.push(name));
    await time.run();
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('lets promises settle before the next thing happens', async () => {
    const time = new VirtualTime(0);
    const log: string[] = [];
    time.after(1, async () => {
      for (let count = 0; count < 100; count += 1) await undefined;
      log.push('settled');
    });
    time.after(1, () => void log.push('next'));
    await time.run();
    expect(log).toEqual(['settled', 'next']);
  });

  it('forgets what was called off', async () => {
    const time = new VirtualTime(0);
    const log: string[] = [];
    time.after(1, () => void log.push('never'))();
    await time.run();
    expect(log).toEqual([]);
  });

  it('throws what a step throws', async () => {
    const time = new VirtualTime(0);
    time.after(1, () => {
      throw new Error('of a step');
    });
    await expect(time.run()).rejects.toThrow('of a step');
  });
});

describe('seeded fate', () => {
  const strikesOf = (only?: ReadonlySet<string>, rates = { a: 0.3, b: 0.3 }) => {
    const fate = new SeededFate({ seed: 7, rates, ...(only !== undefined && { only }) });
    const [a, b] = [fate.at('a', 'x'), fate.at('b', 'x')];
    for (let count = 0; count < 50; count += 1) {
      a();
      b();
    }
    fate.end();
    for (let count = 0; count < 50; count += 1) a();
    return fate.strikes;
  };

  it('is the same for the same seed, and ends when it is told', () => {
    expect(strikesOf()).toEqual(strikesOf());
    expect(strikesOf().length).toBeGreaterThan(10);
    expect(strikesOf().length).toBeLessThan(60);
  });

  it('leaves every other strike as it is when one is left out', () => {
    const all = strikesOf();
    const some = all.filter((_, index) => index % 2 === 0);
    expect(strikesOf(new Set(some))).toEqual(some);
  });

  it('leaves every other kind as it is when one never strikes', () => {
    expect(strikesOf(undefined, { a: 0.3, b: 0 })).toEqual(strikesOf().filter((id) => id.startsWith('a ')));
  });
});
