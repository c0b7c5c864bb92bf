/** Many orders that all want the same few things, on a day on which nothing else goes wrong: how many a second get through, and how often they are in each other's way. */
import type { VirtualTime } from '../../lib/simulator/virtual-time.ts';
import { orderFor, SKUS } from './orders.ts';
import { quietDay } from './quiet-day.ts';
import type { Stack } from './stack.ts';

export interface Rush {
  readonly ordersPerSecond: number;
  readonly seconds: number;
  /** What they are all about: so many SKUs, each order has one line. */
  readonly skus: number;
}

export interface RushOf {
  readonly service: string;
  /** Messages that waited, or were being dealt with, at the worst moment. */
  readonly deepest: number;
  /** Seconds from the first order until nothing of the service's was left. */
  readonly emptyAfterSeconds: number;
  /** Writes that DynamoDB refused, per order: another transaction had one of their items, or had changed it. */
  readonly refusedPerOrder: number;
}

export interface Rushed {
  readonly accepted: number;
  /** Broken promises. */
  readonly broken: readonly string[];
  readonly services: readonly RushOf[];
}

const SAMPLE_MS = 1_000;
/** A rush that is not over after this long is no rush any more. */
const MAX_SECONDS = 3_600;

export async function rush({ ordersPerSecond, seconds, skus }: Rush): Promise<Rushed> {
  const refused = new Map<string, number>();
  const depths = new Map<string, number[]>();
  const { accepted, broken } = await quietDay({
    arrivals: Array.from({ length: ordersPerSecond * seconds }, (_, index) => (index / ordersPerSecond) * 1_000),
    orderOf: (index) => {
      const order = orderFor(1, index);
      const line = { sku: SKUS[index % skus] ?? '', quantity: 1, unitPriceMinor: 100 };
      return { ...order, body: { ...order.body, lines: [line], totalMinor: 100 } };
    },
    note: (who, what) => {
      if (!/Transaction(Canceled|Conflict)Exception/.test(what)) return;
      const [service = ''] = who.split('#');
      refused.set(service, (refused.get(service) ?? 0) + 1);
    },
    begin: (stack, time) => sample(stack, time, depths),
  });
  const services = [...depths].map(([service, all]) => ({
    service,
    deepest: Math.max(...all),
    emptyAfterSeconds: all.findLastIndex((depth) => depth > 0) + 1,
    refusedPerOrder: (refused.get(service) ?? 0) / accepted,
  }));
  return { accepted, broken, services };
}

function sample({ services }: Stack, time: VirtualTime, depths: Map<string, number[]>): void {
  for (let second = 0; second < MAX_SECONDS; second += 1) {
    time.after(second * SAMPLE_MS, () => {
      for (const { queue } of services) {
        depths.set(queue.name, [...(depths.get(queue.name) ?? []), queue.visible + queue.hidden]);
      }
    });
  }
}
