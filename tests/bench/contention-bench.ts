/** Bench `contention`: a minute in which everybody orders one and the same thing, on the simulator. */
import { type Rushed, rush } from '../simulation/contention.ts';
import type { Scenario } from './scenario.ts';

const RUSH = { ordersPerSecond: 300, seconds: 60 };

/** Everybody wants one thing; a few things. */
const SKUS = [1, 8];

export async function contentionBench(): Promise<Scenario> {
  const rushes: { readonly skus: number; readonly rushed: Rushed }[] = [];
  for (const skus of SKUS) rushes.push({ skus, rushed: await rush({ ...RUSH, skus }) });
  const broken = rushes.flatMap(({ rushed }) => rushed.broken);
  if (broken.length > 0) throw new Error(`promises were broken:\n${broken.slice(0, 10).join('\n')}`);
  return { json: { ...RUSH, rushes }, text: rushes.map(textOf).join('\n'), pictures: {} };
}

function textOf({ skus, rushed: { accepted, services } }: { readonly skus: number; readonly rushed: Rushed }): string {
  const rows = services.map(({ service, deepest, emptyAfterSeconds, refusedPerOrder }) => {
    const perSecond = (accepted / emptyAfterSeconds).toFixed(0);
    const columns = [deepest, emptyAfterSeconds, perSecond, refusedPerOrder.toFixed(1)];
    return `| ${[service.padEnd(11), ...columns.map((column) => String(column).padStart(13))].join(' | ')} |`;
  });
  return [
    `${RUSH.ordersPerSecond} orders per second for ${RUSH.seconds} s, ${skus === 1 ? 'all of one SKU' : `of ${skus} SKUs`}`,
    '',
    '| service     |       deepest | empty after, s |     orders/s | refused/order |',
    '| ----------- | ------------: | -------------: | -----------: | ------------: |',
    ...rows,
    '',
  ].join('\n');
}
