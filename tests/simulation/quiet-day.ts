/** A simulated stack on a day on which nothing goes wrong, for who wants to measure it. */
import { SeededFate } from '../../lib/simulator/fate.ts';
import type { Note } from '../../lib/simulator/network.ts';
import { VirtualTime } from '../../lib/simulator/virtual-time.ts';
import type { RetailOrder } from '../../resources/load/online-retail.ts';
import { consumersOf, type Service } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import { checkAtEnd, checkAtRest } from './end.ts';
import { orderFor, RARE_SKUS, SKUS } from './orders.ts';
import { Shop } from './shop.ts';
import type { Outside, Stack } from './stack.ts';
import { fillShelves, makeWorld } from './world.ts';

const BEGIN = Date.parse('2026-11-27T06:00:00.000Z');
/** Nothing runs out. */
const PLENTY = 1_000_000_000;

export interface QuietDay {
  /** Limits that some services have instead of their own. */
  readonly limits?: Readonly<Record<string, Partial<Service>>>;
  /** Milliseconds at which orders arrive. */
  readonly arrivals: readonly number[];
  /** What is ordered; by default the orders that the simulator draws. */
  readonly orderOf?: (index: number) => RetailOrder;
  readonly outside?: Pick<Outside, 'onInvocation' | 'write' | 'roundTripMs'>;
  /** Whether a provider is down so many milliseconds after the beginning. */
  readonly isDown?: (provider: 'gateway' | 'carrier', atMs: number) => boolean;
  readonly note?: Note;
  /** Is given the stack before the first order. */
  readonly begin?: (stack: Stack, time: VirtualTime) => void;
}

export interface Measured {
  readonly accepted: number;
  readonly stack: Stack;
  /** Broken promises: what was lost or done twice would be here. */
  readonly broken: readonly string[];
}

export async function quietDay({
  limits = {},
  arrivals,
  orderOf = (index) => orderFor(1, index),
  outside = {},
  isDown,
  note,
  begin,
}: QuietDay): Promise<Measured> {
  const time = new VirtualTime(BEGIN);
  const fate = new SeededFate({ seed: 1, rates: { reordering: 0.5 } });
  const surroundings = { time, fate, note };
  const broken: string[] = [];
  const accuse = (promise: string, detail: string): void => void broken.push(`${promise}: ${detail}`);
  const services = consumersOf(topology).map((service) => ({ ...service, ...limits[service.name] }));
  const { stack, bank, witness } = makeWorld(surroundings, accuse, {
    ...outside,
    ...(isDown && { isDown: (provider) => isDown(provider, time.now() - BEGIN) }),
    services,
    isCalm: true,
  });
  const shelves = new Map([...SKUS, ...RARE_SKUS].map((sku) => [sku, PLENTY]));
  fillShelves(stack, shelves);
  const shop = new Shop(stack.api, surroundings, accuse);
  arrivals.forEach((atMs, index) => {
    time.after(atMs, () => shop.send(orderOf(index), index, 0));
  });
  begin?.(stack, time);
  await time.run();
  const { accepted, rejected } = shop;
  const finished = { stack, offered: { accepted, rejected }, bank, witness, shelves, clock: time, accuse };
  await checkAtRest(finished);
  await checkAtEnd(finished);
  return { accepted: accepted.size, stack, broken };
}
