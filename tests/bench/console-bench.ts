/** Bench `console`: what the console's page takes of a browser while orders flow: its first paint, and each update of all queues. */
import { EventSource } from 'eventsource';
import type { CDPSession, Page } from 'playwright-core';
import { chromiumPlace, goTo, openScene, replaySample, type Scene, visit } from '../console/browser.ts';
import { until } from '../rig/until.ts';
import { median } from './cold.ts';
import type { Scenario } from './scenario.ts';

const ORDERS_PER_SECOND = 20;
/** Enough of the sample for all that is measured. */
const TIMES = 20;
const PAINTS = 5;
/** One comes each second. */
const UPDATES = 20;
const VIEWS = ['flow', 'charts', 'load'] as const;
const PATIENCE_MS = 60_000;

interface ViewCost {
  readonly view: string;
  readonly millisecondsPerUpdate: number;
  /** Tasks over 50 ms, which people feel. https://web.dev/articles/optimize-long-tasks */
  readonly longTasks: number;
}

export async function consoleBench(): Promise<Scenario> {
  if (chromiumPlace() === undefined)
    return { text: 'not measured: no Chromium is installed\n', json: {}, pictures: {} };
  const scene = await openScene();
  try {
    await replaySample(scene, { ordersPerSecond: ORDERS_PER_SECOND, times: TIMES });
    const paints: number[] = [];
    for (let count = 0; count < PAINTS; count += 1) paints.push(await firstPaintMs(scene));
    const views: ViewCost[] = [];
    for (const view of VIEWS) views.push(await costOf(scene, view));
    const firstPaint = median(paints);
    return { text: textOf(firstPaint, views), json: { firstPaintMs: firstPaint, views }, pictures: {} };
  } finally {
    await scene.end();
  }
}

function textOf(firstPaint: number, views: readonly ViewCost[]): string {
  const rows = views.map(
    ({ view, millisecondsPerUpdate, longTasks }) =>
      `| ${view.padEnd(6)} | ${millisecondsPerUpdate.toFixed(1).padStart(23)} | ${String(longTasks).padStart(16)} |`,
  );
  return [
    `first contentful paint after ${Math.round(firstPaint)} ms, the median of ${PAINTS}`,
    '',
    '| view   | processor ms per update | tasks over 50 ms |',
    '| ------ | ----------------------: | ---------------: |',
    ...rows,
    '',
  ].join('\n');
}

async function firstPaintMs(scene: Scene): Promise<number> {
  const { page, context } = await visit(scene);
  const paintedAt = await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`);
  await context.close();
  return Number(paintedAt);
}

async function costOf(scene: Scene, view: string): Promise<ViewCost> {
  const { page, context } = await visit(scene);
  await goTo(page, view);
  const session = await context.newCDPSession(page);
  // Time of the processor, not of the clock: what other processes take is not the page's fault.
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await session.send('Performance.enable');
  await countLongTasks(page);
  // What opening the page took is over by then.
  await samplesSent(scene, 2);
  const before = await busyMs(session);
  await samplesSent(scene, UPDATES);
  const millisecondsPerUpdate = ((await busyMs(session)) - before) / UPDATES;
  const longTasks = Number(await page.evaluate('window.longTasks'));
  await context.close();
  return { view, millisecondsPerUpdate, longTasks };
}

async function countLongTasks(page: Page): Promise<void> {
  await page.evaluate(`
    window.longTasks = 0;
    new PerformanceObserver((list) => { window.longTasks += list.getEntries().length; }).observe({ type: 'longtask' });
  `);
}

/** What the page has done so far: its scripts, its styles and its layout. */
async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return (seconds('ScriptDuration') + seconds('RecalcStyleDuration') + seconds('LayoutDuration')) * 1_000;
}

/** Resolves once the console has sent so many samples to every page that is open. */
async function samplesSent(scene: Scene, count: number): Promise<void> {
  const { origin, hash } = new URL(scene.url);
  const authorization = `Bearer ${hash.replace('#token=', '')}`;
  const source = new EventSource(`${origin}/api/live`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization } }),
  });
  let sent = 0;
  source.addEventListener('sample', () => {
    sent += 1;
  });
  await until(() => sent >= count, PATIENCE_MS);
  source.close();
}
