/** Two deliveries to one service at once, in every interleaving and with every fault that may strike: whatever happens, the end is the same. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { CloudEvent } from '../../lib/cloudevents/envelope.ts';
import { contextOf } from '../../lib/simulator/aws/simulated-function.ts';
import { AnyOrder, ChosenFate, everyWay } from '../../lib/simulator/exploration.ts';
import { Sandbox } from '../../lib/simulator/sandbox.ts';
import { sqsInvocation } from '../../resources/generate/invocations.ts';
import type { ConsumerName } from '../rig/consumer-names.ts';
import type { Fault } from './faults.ts';
import type { Bank } from './providers.ts';
import type { ServiceStack, Stack } from './stack.ts';
import { ownTable } from './tables.ts';
import type { Witness } from './witness.ts';
import { fillShelves, makeWorld } from './world.ts';

export interface Scenario {
  readonly service: ConsumerName;
  /** Dealt with before, one after another, without trouble. */
  readonly given: readonly CloudEvent[];
  /** Delivered at once, each to a process of its own. */
  readonly when: readonly [CloudEvent, CloudEvent];
}

export interface Explored {
  /** Ways that there are. */
  readonly ways: number;
  /** In so many of them, a delivery was not acknowledged: otherwise nothing was proved. */
  readonly unfinished: number;
  /** Broken promises, with the way's number. */
  readonly violations: readonly string[];
}

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const UNITS = 5;
/** Redeliveries until everything must be done, once nothing goes wrong any more. */
const MOST_REDELIVERIES = 3;

/** With `areWritesInstant: false`, writes take time, and each of their phases may come before or after anything else that happens. */
export async function explore(
  scenario: Scenario,
  faults: readonly Fault[],
  most: number,
  { areWritesInstant = true } = {},
): Promise<Explored> {
  const [first, second] = scenario.when;
  const expected = [await outcomeOf(scenario, [first, second]), await outcomeOf(scenario, [second, first])];
  const violations: string[] = [];
  let unfinished = 0;
  const ways = await everyWay(async (choose) => {
    const fate = new ChosenFate(choose, faults, most);
    const world = new SmallWorld(scenario.service, new AnyOrder(choose, NOW), fate, violations, areWritesInstant);
    for (const event of scenario.given) await world.deliverQuietly(event);
    const deliveries = scenario.when.map((event) => world.start(world.messageOf(event)));
    await world.time.run();
    if (!deliveries.every(({ isDone }) => isDone)) unfinished += 1;
    for (const { message, isDone } of deliveries) if (!isDone) await world.redeliver(message);
    // Copies, which change nothing.
    for (const event of scenario.when) await world.deliverQuietly(event);
    const outcome = world.outcome();
    if (!expected.includes(outcome)) violations.push(`ended as ${outcome}, not as ${expected[0]}`);
  });
  return { ways, unfinished, violations };
}

/** How it ends when nothing goes wrong and nothing comes twice. */
async function outcomeOf({ service, given }: Scenario, when: readonly CloudEvent[]): Promise<string> {
  const violations: string[] = [];
  const world = new SmallWorld(service, new AnyOrder(() => 0, NOW), new ChosenFate(() => 0, [], 0), violations, true);
  for (const event of [...given, ...new Set(when)]) await world.deliverQuietly(event);
  if (violations.length > 0) throw new Error(violations.join('\n'));
  return world.outcome();
}

/** In the JSON of the JSON of an outbox. */
const OWNER = /,\\+"owner\\+":\\+"[^"\\]*\\+"/g;

/** A message in the queue. */
interface Message {
  readonly event: CloudEvent;
  readonly messageId: string;
  receives: number;
}

class SmallWorld {
  readonly time: AnyOrder;
  readonly #stack: Stack;
  readonly #target: ServiceStack;
  readonly #witness: Witness;
  readonly #bank: Bank;
  readonly #violations: string[];
  readonly #fate: ChosenFate;
  #processes = 0;
  #messages = 0;

  constructor(
    service: ConsumerName,
    time: AnyOrder,
    fate: ChosenFate,
    violations: string[],
    areWritesInstant: boolean,
  ) {
    this.time = time;
    this.#violations = violations;
    this.#fate = fate;
    const accuse = (promise: string, detail: string) => void violations.push(`${promise}: ${detail}`);
    const { stack, bank, witness } = makeWorld({ time, fate, note: undefined, areWritesInstant }, accuse, {
      isCalm: false,
    });
    this.#stack = stack;
    this.#bank = bank;
    this.#witness = witness;
    const target = this.#stack.services.find((one) => one.service.name === service);
    if (target === undefined) throw new Error(`there is no service ${service}`);
    this.#target = target;
    // Only this service takes part: what it publishes stays in the others' queues.
    for (const { mapping } of this.#stack.services) mapping.disable();
    fillShelves(stack, new Map([['SKU', UNITS]]));
  }

  messageOf(event: CloudEvent): Message {
    this.#messages += 1;
    return { event, messageId: `message-${this.#messages}`, receives: 0 };
  }

  /** Begins a delivery in a process of its own; `isDone` once it was acknowledged. */
  start(message: Message): { readonly message: Message; isDone: boolean } {
    this.#processes += 1;
    message.receives += 1;
    const sandbox = new Sandbox(`process ${this.#processes}`, this.time, 0);
    const delivery = { message, isDone: false };
    const record = recordOf(message);
    const context = contextOf(this.#target.service.name, () => 30_000);
    void this.#target
      .boot(sandbox)({ Records: [record] }, context)
      .then((answer) => {
        if (!isAcknowledged(answer, record)) return;
        delivery.isDone = true;
        this.#witness.onDelete(this.#target.service.name, record);
      });
    return delivery;
  }

  /** Delivers the event in a message of its own. */
  deliverQuietly(event: CloudEvent): Promise<void> {
    return this.redeliver(this.messageOf(event));
  }

  /** Delivers without trouble, again and again until it is acknowledged. */
  async redeliver(message: Message): Promise<void> {
    const resume = this.#fate.pause();
    for (let count = 0; count < MOST_REDELIVERIES; count += 1) {
      const delivery = this.start(message);
      await this.time.runInOrder();
      if (!delivery.isDone) continue;
      resume();
      return;
    }
    this.#violations.push(`${message.event.type} was not dealt with in ${MOST_REDELIVERIES} quiet deliveries`);
    resume();
  }

  /** All that is left of it: tables, books, what was published, what was given up. */
  outcome(): string {
    const { service, dlq } = this.#target;
    const tables = [service.name, ...Object.keys(service.tables).map((table) => ownTable(service.name, table))];
    return JSON.stringify({
      // Which of the deliveries was first to commit does not matter.
      tables: JSON.stringify(tables.map((table) => [...this.#stack.dynamoDb.items(table)])).replaceAll(OWNER, ''),
      published: [...this.#witness.published.keys()].sort(),
      kept: this.#bank.keptFor('order-1'),
      givenUp: dlq.visible,
    });
  }
}

function recordOf({ event, messageId, receives }: Message): SQSRecord {
  const [record] = sqsInvocation('simulated', event).Records;
  if (record === undefined) throw new Error('an invocation without a record');
  const attributes = { ...record.attributes, ApproximateReceiveCount: String(receives) };
  return { ...record, attributes, messageId };
}

function isAcknowledged({ batchItemFailures }: SQSBatchResponse, { messageId }: SQSRecord): boolean {
  return batchItemFailures.every(({ itemIdentifier }) => itemIdentifier !== messageId);
}
