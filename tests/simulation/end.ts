/** The end of a run: what all stores and books hold, and whether it adds up. The demo's invariants, and some that only books can show. */

import { rollUp } from '../../handlers/forecasting/roll-up.ts';
import { SKU_DEMAND } from '../../handlers/forecasting/sku-demand.ts';
import type { OrderHistory } from '../../handlers/orders/order-history.ts';
import { hasEnded, orderStatus } from '../../handlers/orders/order-status.ts';
import { watchdog } from '../../handlers/orders/watchdog.ts';
import type { Item } from '../../lib/aws/ports.ts';
import type { Clock } from '../../lib/clock/clock.ts';
import type { JobEnvironment } from '../../lib/lambda/scheduled-function.ts';
import type { Log } from '../../lib/observability/log.ts';
import type { SimulatedDynamoDb } from '../../lib/simulator/aws/simulated-dynamodb.ts';
import { directDynamoDb } from '../../lib/simulator/aws/simulated-ports.ts';
import { recordOf } from '../../lib/store/record-item.ts';
import type { StoredRecord } from '../../lib/store/record-store.ts';
import type { Offered } from '../../resources/load/replay.ts';
import { invariantsOf } from '../demo/report.ts';
import { type Snapshot, statusOf } from '../demo/snapshot.ts';
import type { Accuse, Bank } from './providers.ts';
import { NO_METRICS, SILENCE, type Stack } from './stack.ts';
import { ownTable } from './tables.ts';
import type { Witness } from './witness.ts';

const DAY_MS = 24 * 60 * 60_000;
/** No run is longer: some hours of a bad day, and in some a queue that is paused until its messages expire. */
const MAX_DAYS = 6;
/** The last roll-up of a day adds up that day and the one before. */
const BEFORE_MIDNIGHT_MS = 30 * 60_000;
const OVERDUE_MS = 2 * 60 * 60_000;

export interface Finished {
  readonly stack: Stack;
  readonly offered: Offered;
  readonly bank: Bank;
  readonly witness: Witness;
  readonly shelves: ReadonlyMap<string, number>;
  readonly clock: Clock;
  readonly accuse: Accuse;
}

/** Before anything is redriven: what has not ended lies in a dead-letter queue, with its reason, and the watchdog tells of it. */
export async function checkAtRest({ stack, offered, witness, clock, accuse }: Finished): Promise<void> {
  for (const { queue } of stack.services) {
    if (queue.visible + queue.hidden > 0) accuse('every queue drains', `${queue.name} holds messages`);
  }
  const histories = stack.dynamoDb.items('orders');
  const isOpen = (orderId: string): boolean => !hasEndedIn(histories.get(orderId));
  const stuck = stuckOrders(stack, witness);
  for (const orderId of offered.accepted.keys()) {
    if (isOpen(orderId) && !stuck.has(orderId) && !witness.expired.has(orderId)) {
      accuse('every order ends, or is in a dead-letter queue', `${orderId} did neither`);
    }
  }
  const told = await overdueOrders(stack.dynamoDb, clock);
  for (const orderId of histories.keys()) {
    if (isOpen(orderId) !== told.has(orderId)) accuse('the watchdog tells of every open order', orderId);
  }
}

/** After everything was redriven: nothing is left to do, and everything adds up. */
export async function checkAtEnd(finished: Finished): Promise<void> {
  const { stack, offered, bank, witness, accuse, clock } = finished;
  witness.announcements.checkAtEnd(stack.dynamoDb);
  await rollUpDemand(stack.dynamoDb, clock);
  const snapshot = snapshotOf(finished);
  // Where something expired, sums do not come out; each order of which nothing did has to, all the same.
  const invariants = witness.expired.size === 0 ? invariantsOf(offered, snapshot) : [];
  for (const { name, holds, detail } of invariants) if (!holds) accuse(name, detail);
  for (const [orderId, { body }] of offered.accepted) {
    if (witness.expired.has(orderId)) continue;
    const expected = statusOf(snapshot, orderId) === 'shipped' ? body.totalMinor : 0;
    const kept = bank.keptFor(orderId);
    if (kept !== expected) accuse('charged - refunded = shipped value', `${orderId}: ${kept}, not ${expected}`);
  }
  for (const { service, dlq } of stack.services) {
    for (const { body, attributes } of dlq.peek()) {
      if (!witness.poison.has(body)) accuse('redriving brings every message to its end', `${dlq.name} holds ${body}`);
      else if (attributes['failure.class'] === undefined && !witness.mayBeSilent(service.name, body)) {
        accuse('a dead letter says why', `${dlq.name}: ${body}`);
      }
    }
  }
}

/** Orders of which something lies in a dead-letter queue. */
function stuckOrders({ services }: Stack, witness: Witness): Set<string> {
  const bodies = services.flatMap(({ dlq }) => dlq.peek().map(({ body }) => body));
  return new Set(bodies.flatMap((body) => witness.eventIn(body)?.subject ?? []));
}

function hasEndedIn(item: Item | undefined): boolean {
  if (item === undefined) return false;
  const { events } = recordOf(item).facts as OrderHistory;
  return hasEnded(orderStatus(events.map(({ type }) => type)));
}

async function overdueOrders(dynamoDb: SimulatedDynamoDb, clock: Clock): Promise<Set<string>> {
  const told = new Set<string>();
  const log: Log = { ...SILENCE, warn: (_, { subject = '' } = {}) => void told.add(subject) };
  await watchdog(jobEnvironment('orders', dynamoDb, clock.now() + OVERDUE_MS, log));
  return told;
}

async function rollUpDemand(dynamoDb: SimulatedDynamoDb, clock: Clock): Promise<void> {
  const lastEvening = Math.ceil(clock.now() / DAY_MS) * DAY_MS - BEFORE_MIDNIGHT_MS;
  for (let day = MAX_DAYS - 1; day >= 0; day -= 1) {
    await rollUp(jobEnvironment('forecasting', dynamoDb, lastEvening - day * DAY_MS, SILENCE));
  }
}

/** A job that nothing happens to: its own tests have it fail. */
function jobEnvironment(service: string, dynamoDb: SimulatedDynamoDb, now: number, log: Log): JobEnvironment {
  const clock: Clock = { now: () => now, after: () => () => undefined };
  const tables = (table: string) => ownTable(service, table);
  return { dynamoDb: directDynamoDb(dynamoDb), records: service, tables, clock, log, metrics: NO_METRICS };
}

function snapshotOf({ stack, shelves, witness }: Finished): Snapshot {
  const { dynamoDb, services } = stack;
  const numbersIn = (table: string, attribute: string) =>
    new Map([...dynamoDb.items(table)].map(([key, item]) => [key, Number(item[attribute]?.N)]));
  const demand = [...dynamoDb.items(ownTable('forecasting', 'demand'))];
  const isPoison = ({ body }: { body: string }): boolean => witness.poison.has(body);
  return {
    records: new Map(services.map(({ service }) => [service.name, recordsIn(dynamoDb, service.name)])),
    queues: services
      .flatMap(({ queue, dlq }) => [queue, dlq])
      .map((queue) => ({
        logicalId: queue.name,
        name: queue.name,
        url: queue.name,
        visible: queue.peek().filter((message) => !isPoison(message)).length,
        inFlight: queue.hidden,
        delayed: 0,
        isDeadLetterQueue: queue.settings.redrive === undefined,
      })),
    shelves: { before: shelves, after: numbersIn(ownTable('fulfillment', 'stock'), 'available') },
    balances: numbersIn(ownTable('rewards', 'balances'), 'points'),
    demand: new Map(demand.map(([sku, item]) => [sku, JSON.parse(item[SKU_DEMAND]?.S ?? '{"days":[]}')])),
  };
}

function recordsIn(dynamoDb: SimulatedDynamoDb, table: string): Map<string, StoredRecord> {
  return new Map([...dynamoDb.items(table)].map(([subject, item]) => [subject, recordOf(item)]));
}
