/** One run: the whole system for some hours of a bad day, from one seed. The same arguments give the same run, event by event. */
import { SeededFate } from '../../lib/simulator/fate.ts';
import type { Note, Surroundings } from '../../lib/simulator/network.ts';
import { VirtualTime } from '../../lib/simulator/virtual-time.ts';
import { checkAtEnd, checkAtRest, type Finished } from './end.ts';
import { ALL_FAULTS, FAULTS_OF_AWS, type Fault, ratesFor } from './faults.ts';
import { BAD_TIMES_MS, Operators } from './operators.ts';
import { shelvesFor } from './orders.ts';
import type { Accuse } from './providers.ts';
import { Shop } from './shop.ts';
import type { Stack } from './stack.ts';
import type { Witness } from './witness.ts';
import { fillShelves, makeWorld } from './world.ts';

/** An hour before a new year, in which invoices are numbered from one again. */
const BEGIN = Date.parse('2026-12-31T23:00:00.000Z');

/** Orders arrive within one of these times: all at once as when a sale begins, or one by one. */
const ARRIVAL_MS = [100, 100, 1_000, 10_000, 10 * 60_000];

/** A redrive of all dead-letter queues may fill others; a chain of services is not longer than this. */
const MAX_REDRIVES = 8;

/** What must be known to repeat a run. */
export interface RunSettings {
  readonly seed: number;
  /** Indexes of the orders that are placed. */
  readonly orders: readonly number[];
  readonly faults?: readonly Fault[];
  /** Only these strike, of all that would. */
  readonly only?: ReadonlySet<string>;
  /** Is told everything that happens. */
  readonly note?: (at: number, who: string, what: string) => void;
}

export interface Violation {
  /** The promise that was broken. */
  readonly promise: string;
  readonly detail: string;
  /** Milliseconds since the run began. */
  readonly at: number;
}

export interface RunResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** What went wrong on purpose, in order. */
  readonly strikes: readonly string[];
  readonly accepted: number;
  readonly published: number;
  readonly simulatedMs: number;
}

export async function run({ seed, orders, faults = ALL_FAULTS, only, note }: RunSettings): Promise<RunResult> {
  const time = new VirtualTime(BEGIN);
  const fate = new SeededFate({ seed, rates: ratesFor(seed, faults), ...(only !== undefined && { only }) });
  const noting: Note | undefined = note && ((who, what) => note(time.elapsedMs, who, what));
  const surroundings: Surroundings = { time, fate, note: noting };
  const violations: Violation[] = [];
  const accuse: Accuse = (promise, detail) => {
    noting?.('witness', `${promise}: ${detail}`);
    violations.push({ promise, detail, at: Math.round(time.elapsedMs) });
  };
  const operators = new Operators(surroundings);
  const { stack, bank, witness } = makeWorld(surroundings, accuse, {
    isCalm: !faults.some((fault) => FAULTS_OF_AWS.includes(fault)),
    mayBeUnreadable: (service, eventType) => operators.madeMistakeWith(service, eventType),
    isDown: (provider) => operators.isDown(provider),
  });
  const shelves = shelvesFor(seed);
  fillShelves(stack, shelves);
  const shop = new Shop(stack.api, surroundings, accuse);
  const random = fate.random('arrivals');
  const arrivalMs = ARRIVAL_MS[Math.floor(random() * ARRIVAL_MS.length)] ?? 0;
  for (const index of orders) shop.place(seed, index, random() * arrivalMs);
  operators.plan(stack, witness);
  time.after(BAD_TIMES_MS, () => {
    noting?.('simulator', 'from now on, nothing goes wrong any more');
    fate.end();
  });
  await time.run();

  const { accepted, rejected } = shop;
  const finished: Finished = { stack, offered: { accepted, rejected }, bank, witness, shelves, clock: time, accuse };
  await checkAtRest(finished);
  await redriveAll(stack, operators, time, witness);
  await checkAtEnd(finished);
  return {
    seed,
    violations,
    strikes: fate.strikes,
    accepted: accepted.size,
    published: witness.published.size,
    simulatedMs: time.elapsedMs,
  };
}

/** Until only poison is left in the dead-letter queues: what one service gets back makes it tell others. */
async function redriveAll(
  { services }: Stack,
  operators: Operators,
  time: VirtualTime,
  witness: Witness,
): Promise<void> {
  for (let count = 0; count < MAX_REDRIVES; count += 1) {
    const curable = services.filter(({ dlq }) => dlq.peek().some(({ body }) => !witness.poison.has(body)));
    if (curable.length === 0) return;
    for (const stack of curable) operators.redrive(stack);
    await time.run();
  }
}

/** The first `count` orders. */
export function firstOrders(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
