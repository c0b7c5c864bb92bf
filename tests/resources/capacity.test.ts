import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forecast, LEAD_SECONDS } from '../../lib/capacity/forecast.ts';
import { type Profile, readProfile, stationsOf } from '../../resources/capacity/profile.ts';
import { consumersOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import { copyOfProject, type Project } from '../rig/packaged-project.ts';
import { quietDay } from '../simulation/quiet-day.ts';

describe('the forecast of capacity', () => {
  it('agrees with the simulator on backlog and draining, at a small load', async () => {
    const [rate, peak, peakSeconds, end] = [1, 30, 60, 300];
    const limits = {
      payment: { maximumConcurrency: 2, batchSize: 5 },
      shipping: { maximumConcurrency: 3, batchSize: 5 },
    };
    const arrivals = Array.from({ length: end }, (_, second) => {
      const isPeak = second >= LEAD_SECONDS && second < LEAD_SECONDS + peakSeconds;
      return Array.from({ length: isPeak ? peak : rate }, (__, index) => (second + index / peak) * 1_000);
    }).flat();
    const depths = new Map<string, number[]>();
    const durations = new Map<string, number[]>();
    const { broken } = await quietDay({
      limits,
      arrivals,
      outside: {
        roundTripMs: 500,
        onInvocation: (service, messages, milliseconds) => {
          if (messages < 5) return;
          durations.set(service, [...(durations.get(service) ?? []), milliseconds]);
        },
      },
      begin: ({ services }, time) => {
        for (let second = 0; second < end; second += 1) {
          time.after(second * 1_000, () => {
            for (const { queue } of services)
              depths.set(queue.name, [...(depths.get(queue.name) ?? []), queue.visible]);
          });
        }
      },
    });
    expect(broken).toEqual([]);

    // The profile is what was measured, as a user would take it from CloudWatch.
    const mean = (values: readonly number[] = [1]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const measured = consumersOf(topology).map(({ name }) => [
      name,
      { invocationMs: mean(durations.get(name)), messageMs: 0 },
    ]);
    const eventsPerOrder = { ...readProfile().eventsPerOrder, 'payment.captured': 0.88, 'fulfillment.packed': 0.88 };
    const profile: Profile = { ...readProfile(), services: Object.fromEntries(measured), eventsPerOrder };
    const stations = stationsOf(profile).map((station) => ({
      ...station,
      ...limits[station.name as keyof typeof limits],
    }));
    const load = { begins: 'order.placed', usualOrdersPerSecond: rate, ordersPerSecond: peak, seconds: peakSeconds };
    for (const { name, backlog, drainedAfterSeconds = 0 } of forecast(stations, load, end)) {
      const seen = depths.get(name) ?? [];
      const deepest = Math.max(...seen);
      if (name !== 'payment' && name !== 'shipping') {
        expect({ name, isShallow: deepest < 100 && Math.max(...backlog) < 100 }).toEqual({ name, isShallow: true });
        continue;
      }
      expect(deepest).toBeGreaterThan(300);
      expect(Math.max(...backlog) / deepest).toBeGreaterThan(0.8);
      // Half of shipping's messages ask no carrier, and come first: taking all for alike, the forecast is on the safe side.
      if (name === 'shipping') continue;
      expect(Math.max(...backlog) / deepest).toBeLessThan(1.25);
      const emptied = seen.findLastIndex((depth) => depth > 5) - LEAD_SECONDS - peakSeconds;
      expect(Math.abs(drainedAfterSeconds - emptied)).toBeLessThan(15);
    }
  });
});

describe('serverless capacity', () => {
  let project: Project;
  beforeAll(async () => {
    project = await copyOfProject();
  });
  afterAll(() => project.remove());

  it('tells backlog, age, draining, what binds first and what a month costs', async () => {
    const plot = join(project.directory, 'capacity.svg');
    const { exitCode, stdout } = await project.serverless(
      'capacity',
      '--orders-per-second',
      '500',
      '--plot',
      plot,
      '--json',
    );
    expect(exitCode).toBe(0);
    const { load, services, quotas, monthlyDollars } = JSON.parse(stdout);
    expect(load).toMatchObject({ ordersPerSecond: 500, usualOrdersPerSecond: 25, seconds: 600 });
    expect(services.map(({ service }: { service: string }) => service)).toEqual(
      consumersOf(topology).map(({ name }) => name),
    );
    const payment = services.find(({ service }: { service: string }) => service === 'payment');
    expect(payment.deepestBacklog).toBeGreaterThan(100_000);
    expect(payment.drainedAfterSeconds).toBeGreaterThan(100);
    expect(quotas[0].ordersPerSecond).toBeLessThan(500);
    expect(monthlyDollars.peak).toBeGreaterThan(10 * monthlyDollars.usual);
    expect(readFileSync(plot, 'utf8')).toContain('<polyline');
  });

  it('reads as a table that ends with what to do', async () => {
    const { stdout } = await project.serverless('capacity', '--orders-per-second', '500');
    expect(stdout).toMatch(/^500 orders per second for 10 min, 25 before and after\n/);
    expect(stdout).toMatch(/payment +550 +298\.5/);
    expect(stdout).toMatch(/\nNext: maximumConcurrency of \w+ \(\d+\) lets \d+ orders per second through/);
  });

  it('takes durations of one’s own, and says what is wrong with them', async () => {
    const file = join(project.directory, 'mine.json');
    const { payment: _, ...services } = readProfile().services;
    await writeFile(file, JSON.stringify({ ...readProfile(), services }));
    const { exitCode, stdout, stderr } = await project.serverless(
      'capacity',
      '--orders-per-second',
      '5',
      '--profile',
      file,
    );
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain('services.payment.invocationMs must be a number above 0');
  });

  it.each(['abc', '0', '-1'])('refuses %s orders per second', async (rate) => {
    const { exitCode, stdout, stderr } = await project.serverless('capacity', '--orders-per-second', rate);
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain('it must be a number above 0');
  });
});
