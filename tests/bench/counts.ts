/** Benches `writes` and `requests`: what a message costs at DynamoDB, counted on the wire. */
import type { SQSEvent } from 'aws-lambda';
import { startDynamoDb } from '../../lib/local/engines/dynamodb.ts';
import { BATCH, batchOf, capturesOf, createTables, newOrders } from './bench-tables.ts';
import { type ContenderName, run, sourceOf } from './contenders.ts';
import { type CountingProxy, type Counts, startCountingProxy } from './counting-proxy.ts';
import type { Figure } from './figures.ts';

/** The four lives of a message. */
const SITUATIONS = ['first contact', 'later event', 'duplicate', 'failure'] as const;
type Situation = (typeof SITUATIONS)[number];

export async function countBenches(contenders: readonly ContenderName[]): Promise<Figure[]> {
  const engine = await startDynamoDb();
  const proxy = await startCountingProxy(engine.endpoint);
  try {
    await createTables(engine.endpoint);
    const figures: Figure[] = [];
    for (const contender of contenders) figures.push(...(await figuresOf(contender, proxy)));
    return figures;
  } finally {
    await proxy.stop();
    await engine.stop();
  }
}

async function figuresOf(contender: ContenderName, proxy: CountingProxy): Promise<Figure[]> {
  const counted = await countsOf(contender, proxy);
  const figure = (bench: string, measure: string, value: number): Figure => ({
    bench,
    measure,
    contender,
    value,
    exact: true,
  });
  return SITUATIONS.flatMap((situation) => {
    const { writeUnits, readUnits, requests, others, bytes } = counted[situation];
    return [
      figure('writes', `${situation}: write units per message`, writeUnits / BATCH),
      figure('writes', `${situation}: read units per message`, readUnits / BATCH),
      figure('requests', `${situation}: DynamoDB requests per batch of ${BATCH}`, requests),
      figure('requests', `${situation}: other requests per batch of ${BATCH}`, others),
      figure('requests', `${situation}: bytes sent to DynamoDB per message`, bytes / BATCH),
    ];
  });
}

async function countsOf(contender: ContenderName, proxy: CountingProxy): Promise<Record<Situation, Counts>> {
  const orders = newOrders(`${contender}, counted`);
  const [, first, later, duplicate] = await eachCounted(contender, 'orders', proxy, [
    batchOf('orders', newOrders(`${contender}, cold`)),
    batchOf('orders', orders),
    batchOf('orders', capturesOf(orders)),
    batchOf('orders', orders),
  ]);
  // Only payment has something to fail at: its gateway.
  const failing = batchOf('payment', newOrders(`${contender}, failing`, 'pm_sandbox_outage'));
  const [, failure] = await eachCounted(contender, 'payment', proxy, [failing, failing], BATCH);
  if (!first || !later || !duplicate || !failure) throw new Error('a batch was not counted');
  return { 'first contact': first, 'later event': later, duplicate, failure };
}

/** Each of `batches` counted by itself, in one process. The first finds it cold, which almost none does. */
async function eachCounted(
  contender: ContenderName,
  service: string,
  proxy: CountingProxy,
  batches: readonly SQSEvent[],
  expectedFailures = 0,
): Promise<Counts[]> {
  const running = await run(sourceOf(contender, service), proxy.endpoint);
  const counts: Counts[] = [];
  try {
    for (const batch of batches) {
      const { failures } = await running.invoke(batch);
      if (failures !== expectedFailures) {
        throw new Error(`${contender} failed ${failures} of ${BATCH} messages, where ${expectedFailures} were to fail`);
      }
      counts.push(proxy.take());
    }
  } finally {
    await running.stop();
  }
  return counts;
}
