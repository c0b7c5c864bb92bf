/** The spike: an hour with twenty times the load for ten minutes, on the code that is deployed, in virtual time. */
import { SeededFate } from '../../../lib/simulator/fate.ts';
import { VirtualTime } from '../../../lib/simulator/virtual-time.ts';
import { servicesOf } from '../../../resources/services.ts';
import { topology } from '../../../resources/topology.ts';
import { checkAtEnd, checkAtRest } from '../../simulation/end.ts';
import { RARE_SKUS, SKUS } from '../../simulation/orders.ts';
import { Bank, ParcelService } from '../../simulation/providers.ts';
import { Shop } from '../../simulation/shop.ts';
import { makeStack, type Stack } from '../../simulation/stack.ts';
import { ownTable } from '../../simulation/tables.ts';
import { Witness } from '../../simulation/witness.ts';
import { arrivals, LIMITS, PROVIDER_MS, SECONDS } from './load.ts';

const SAMPLE_MS = 10_000;
const BEGIN = Date.parse('2026-11-27T06:00:00.000Z');
const PLENTY = 1_000_000_000;

/** What one queue held, at each sample. */
export interface QueueSeries {
  readonly service: string;
  readonly depths: number[];
  readonly agesSeconds: number[];
}

export interface Spike {
  readonly sampleSeconds: number;
  readonly queues: readonly QueueSeries[];
  /** Seconds from the end of the spike until every queue was empty but for what had just come. */
  readonly drainedSeconds: number;
  readonly accepted: number;
  /** Broken promises: what was lost or done twice would be here. */
  readonly broken: readonly string[];
}

export async function spike(onProgress: (elapsedSeconds: number) => void): Promise<Spike> {
  const time = new VirtualTime(BEGIN);
  const fate = new SeededFate({ seed: 1, rates: { reordering: 0.5 } }, time);
  const surroundings = { time, fate, note: undefined };
  const broken: string[] = [];
  const accuse = (promise: string, detail: string): void => void broken.push(`${promise}: ${detail}`);
  const bank = new Bank(accuse);
  const witness: Witness = new Witness({
    accuse,
    dynamoDb: () => stack.dynamoDb,
    mayBeUnreadable: () => false,
    isCalm: true,
  });
  const outside = { bank, parcels: new ParcelService(accuse), witness, isDown: () => false, roundTripMs: PROVIDER_MS };
  const services = servicesOf(topology).map((service) => ({ ...service, ...LIMITS[service.name] }));
  const stack: Stack = makeStack(surroundings, outside, services);
  const shelves = new Map([...SKUS, ...RARE_SKUS].map((sku) => [sku, PLENTY]));
  for (const [sku, units] of shelves) {
    const Item = { key: { S: sku }, available: { N: String(units) } };
    stack.dynamoDb.putItem({ TableName: ownTable('fulfillment', 'stock'), Item });
  }
  const shop = new Shop(stack.api, surroundings, accuse);
  arrivals().forEach((atMs, index) => {
    time.after(atMs, () => shop.place(1, index, 0));
  });
  const queues = sampling(stack, time, onProgress);
  await time.run();
  const { accepted, rejected } = shop;
  const finished = { stack, offered: { accepted, rejected }, bank, witness, shelves, clock: time, accuse };
  await checkAtRest(finished);
  await checkAtEnd(finished);
  const sampleSeconds = SAMPLE_MS / 1_000;
  return {
    sampleSeconds,
    queues,
    accepted: accepted.size,
    broken,
    drainedSeconds: drainedAfter(queues, sampleSeconds),
  };
}

function sampling({ services }: Stack, time: VirtualTime, onProgress: (seconds: number) => void): QueueSeries[] {
  const queues = services.map(({ service }): QueueSeries => ({ service: service.name, depths: [], agesSeconds: [] }));
  const sample = (): void => {
    services.forEach(({ queue }, index) => {
      queues[index]?.depths.push(queue.visible + queue.hidden);
      queues[index]?.agesSeconds.push(queue.oldestAgeMs / 1_000);
    });
    onProgress(time.elapsedMs / 1_000);
    if (time.elapsedMs < SECONDS.hour * 1_000) time.after(SAMPLE_MS, sample);
  };
  time.after(0, sample);
  return queues;
}

/** Fewer than this is what is just under way at the usual load. */
const UNDER_WAY = 50;

function drainedAfter(queues: readonly QueueSeries[], sampleSeconds: number): number {
  const end = SECONDS.spikeBegins + SECONDS.spikeLasts;
  const lastFull = Math.max(...queues.map(({ depths }) => depths.findLastIndex((depth) => depth > UNDER_WAY)));
  return Math.max(0, lastFull * sampleSeconds - end);
}
