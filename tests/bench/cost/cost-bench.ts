/** Bench `cost`: dollars for a million orders, beside a design that does the obvious thing. */
import { costOf, PRICES, PRICES_AS_OF, totalOf } from '../../../resources/capacity/prices.ts';
import type { Scenario } from '../scenario.ts';
import { type Counted, type Design, usageAt } from './usage.ts';

/** Orders per second. The busier, the fuller the batches. */
const RATES = [1, 10, 100, 500];
const MILLION = 1e6;

/**
 * One message per invocation, and Powertools' idempotency in front of the same business write: two write units more per message
 * (bench `writes` counts 3 for a first contact, where the write itself is 1), and two more requests that take some 9 ms each. SNS's
 * envelope around each message costs nothing as long as both fit into 64 KB.
 */
const NAIVE: Design = { batchSize: 1, more: { writeUnits: 2, milliseconds: 18 } };

interface Row {
  readonly ordersPerSecond: number;
  readonly fanfare: Design & Costs;
  readonly naive: Design & Costs;
}

interface Costs {
  readonly dollars: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly counted: Counted;
}

export async function costBench(): Promise<Scenario> {
  const rows: Row[] = [];
  for (const ordersPerSecond of RATES) {
    const [fanfare, naive] = [await costsOf(ordersPerSecond, {}), await costsOf(ordersPerSecond, NAIVE)];
    rows.push({ ordersPerSecond, fanfare, naive });
  }
  return { json: { pricesAsOf: PRICES_AS_OF, perMillionOrders: rows }, text: textOf(rows), pictures: {} };
}

async function costsOf(ordersPerSecond: number, design: Design): Promise<Costs> {
  const counted = await usageAt(ordersPerSecond, design);
  const parts = Object.fromEntries(Object.entries(costOf(counted.usage)).map(([name, each]) => [name, each * MILLION]));
  return { dollars: totalOf(parts), parts, counted };
}

function textOf(rows: readonly Row[]): string {
  const dollars = (value: number | undefined): string => (value ?? 0).toFixed(2);
  const parts = Object.keys(PRICES).flatMap((part) => [
    `| ${part} | ${rows.map(({ fanfare, naive }) => `${dollars(fanfare.parts[part])} / ${dollars(naive.parts[part])}`).join(' | ')} |`,
  ]);
  return [
    `US dollars per million orders, Fanfare / the obvious design, prices of ${PRICES_AS_OF}`,
    '',
    `| orders per second | ${rows.map(({ ordersPerSecond }) => ordersPerSecond).join(' | ')} |`,
    `| --- |${rows.map(() => ' ---: |').join('')}`,
    ...parts,
    `| **total** | ${rows.map(({ fanfare, naive }) => `**${dollars(fanfare.dollars)} / ${dollars(naive.dollars)}**`).join(' | ')} |`,
    `| ratio | ${rows.map(({ fanfare, naive }) => (fanfare.dollars / naive.dollars).toFixed(2)).join(' | ')} |`,
    `| messages per invocation | ${rows.map(({ fanfare }) => (fanfare.counted.messages / fanfare.counted.invocations).toFixed(1)).join(' | ')} |`,
    '',
  ].join('\n');
}
