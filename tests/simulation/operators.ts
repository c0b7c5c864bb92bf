/** What people and providers do to a running system: pause, redrive, deploy a mistake, be down. All of it is planned from the seed. */
import type { SQSMessageAttributes } from 'aws-lambda';
import { contract } from '../../events/contract.ts';
import type { Random } from '../../lib/clock/clock.ts';
import { FAILURE_PREFIX } from '../../lib/consumer/dead-letter-queue.ts';
import { REDRIVEN, REPLAYED } from '../../lib/publishing/message-attributes.ts';
import type { Surroundings } from '../../lib/simulator/network.ts';
import { exampleEvent } from '../../resources/generate/examples.ts';
import { QUEUE_RETENTION_SECONDS } from '../../resources/stack/limits.ts';
import type { ServiceStack, Stack } from './stack.ts';
import type { Witness } from './witness.ts';

const MINUTE = 60_000;

/** Faults strike in this time; after that, everything is well again. */
export const BAD_TIMES_MS = 4 * 60 * MINUTE;

/** How often each may happen to each service. */
const PAUSES = 1;
const REDRIVES = 3;
const DEPLOYMENTS = 1;
const POISONINGS = 2;

const LONGEST_PAUSE_MS = 180 * MINUTE;
const LONGEST_MISTAKE_MS = 60 * MINUTE;
const LONGEST_OUTAGE_MS = 60 * MINUTE;
const SLOW_MS = 60 * MINUTE;
const UNTIL_EXPIRED_MS = QUEUE_RETENTION_SECONDS * 1_000 + MINUTE;

export class Operators {
  readonly #surroundings: Surroundings;
  readonly #mistakes = new Set<string>();
  readonly #down = new Set<string>();
  #witness: Witness | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  isDown(provider: 'gateway' | 'carrier'): boolean {
    return this.#down.has(provider);
  }

  /** Whether there ever was a version of `service` that could not read events of `eventType`. */
  madeMistakeWith(service: string, eventType: string): boolean {
    return this.#mistakes.has(`${service} ${eventType}`);
  }

  /** Plans what happens to each service and provider in this run. */
  plan({ services }: Stack, witness: Witness): void {
    this.#witness = witness;
    for (const provider of ['gateway', 'carrier']) this.#planOutage(provider);
    for (const stack of services) {
      const { name } = stack.service;
      this.#sometimes('pauses', name, PAUSES, (random) => this.#pause(stack, random));
      this.#sometimes('redrives', name, REDRIVES, () => this.redrive(stack));
      this.#sometimes('move tasks', name, REDRIVES, () => this.#moveBack(stack, 'a task of SQS', kept));
      this.#sometimes('replays', name, 1, () => this.#replay(stack, witness));
      this.#sometimes('slow consumers', name, 1, (random) => this.#slowDown(stack, random));
      this.#sometimes('expiry', name, 1, () => this.#letExpire(stack));
      this.#sometimes('deployments', name, DEPLOYMENTS, (random) => this.#deployMistake(stack, random));
      this.#sometimes('poison', name, POISONINGS, (random) => this.#poison(stack, witness, random));
    }
  }

  /** As `dlq redrive` does it: everything goes back to the queue, under a new message id and without the reasons of its failure. */
  redrive(stack: ServiceStack): void {
    this.#moveBack(stack, 'an operator', asOurs);
  }

  /**
   * Sent anew, whoever does it: another message id and sending time, and received for the first time. AWS's own move task and the
   * console's redrive keep all message attributes.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
   */
  #moveBack({ queue, dlq }: ServiceStack, who: string, attributesOf: typeof kept): void {
    const messages = dlq.takeAll();
    if (messages.length > 0) this.#surroundings.note?.(who, `moves ${messages.length} back to ${queue.name}`);
    for (const { body, attributes } of messages) {
      this.#witness?.announcements.onMovedBack(queue.send(body, attributesOf(attributes)));
    }
  }

  #planOutage(provider: string): void {
    this.#sometimes('outages', provider, 1, (random) => {
      this.#during(random() * LONGEST_OUTAGE_MS, `${provider} is down`, () => {
        this.#down.add(provider);
        return () => this.#down.delete(provider);
      });
    });
  }

  #pause({ mapping, queue }: ServiceStack, random: Random): void {
    this.#during(random() * LONGEST_PAUSE_MS, `${queue.name} is paused`, () => {
      mapping.disable();
      return () => mapping.enable();
    });
  }

  /** Sends the service every event of its types that there has been so far. */
  #replay({ service, queue }: ServiceStack, witness: Witness): void {
    const events = [...witness.published.values()].filter(({ type }) => service.consumes.includes(type));
    this.#surroundings.note?.('operator', `replays ${events.length} events to ${queue.name}`);
    const attributes: SQSMessageAttributes = { [REPLAYED]: { dataType: 'String', stringValue: 'yes' } };
    for (const event of events) queue.send(JSON.stringify(event), attributes);
  }

  /** Batches wait longer for their function than their messages are hidden: each is redelivered before it was dealt with. */
  #slowDown({ service, mapping, queue }: ServiceStack, random: Random): void {
    const heldMs = service.visibilityTimeoutSeconds * 1_000 * (1 + random());
    this.#during(SLOW_MS, `${queue.name} is dealt with after ${Math.round(heldMs / 1_000)} s`, () => {
      mapping.hold(heldMs);
      return () => mapping.hold(0);
    });
  }

  #letExpire({ mapping, queue }: ServiceStack): void {
    this.#during(UNTIL_EXPIRED_MS, `${queue.name} is paused until its messages expire`, () => {
      mapping.disable();
      return () => mapping.enable();
    });
  }

  #deployMistake(stack: ServiceStack, random: Random): void {
    const { name, consumes } = stack.service;
    const eventType = consumes[Math.floor(random() * consumes.length)] ?? '';
    this.#mistakes.add(`${name} ${eventType}`);
    this.#during(random() * LONGEST_MISTAKE_MS, `${name} cannot read ${eventType}`, () => {
      stack.deployWithout(eventType);
      return () => stack.deployWithout(undefined);
    });
  }

  #poison({ queue, service }: ServiceStack, witness: Witness, random: Random): void {
    const bodies = [
      'no JSON',
      '{}',
      '[]',
      '{"specversion":"1.0","type":"order.placed"}',
      '"text"',
      ...tooLarge(service),
    ];
    const body = `${bodies[Math.floor(random() * bodies.length)]}${' '.repeat(witness.poison.size)}`;
    witness.poison.add(body);
    queue.send(body);
    for (const odd of oddEvents(service, witness, random)) queue.send(odd);
  }

  /** Most of it while orders arrive; some of it later, when the system should be recovering. */
  #sometimes(kind: string, place: string, most: number, act: (random: Random) => void): void {
    const { fate, time } = this.#surroundings;
    const strikes = fate.at(kind, place);
    const random = fate.random(`${kind} at ${place}`);
    for (let count = 0; count < most; count += 1) {
      const atMs = random() ** 3 * (BAD_TIMES_MS - LONGEST_PAUSE_MS);
      if (strikes()) time.after(atMs, () => act(random));
    }
  }

  #during(lengthMs: number, what: string, begin: () => () => void): void {
    const { time, note } = this.#surroundings;
    note?.('operator', what);
    const end = begin();
    time.after(lengthMs, () => {
      note?.('operator', `${what}: no longer`);
      end();
    });
  }
}

function kept(attributes: SQSMessageAttributes): SQSMessageAttributes {
  return attributes;
}

function asOurs(attributes: SQSMessageAttributes): SQSMessageAttributes {
  const own = Object.entries(attributes).filter(([name]) => !name.startsWith(FAILURE_PREFIX));
  return { ...Object.fromEntries(own), [REDRIVEN]: { dataType: 'String', stringValue: 'yes' } };
}

/** Ids that every object has. */
const INHERITED = ['constructor', '__proto__', 'toString', 'valueOf'];

/** An order as it was placed, under the id of what every object has: forecasting knows it already, and announces nothing. */
function oddEvents({ name }: ServiceStack['service'], { published }: Witness, random: Random): string[] {
  const placed = published.values().find(({ type }) => type === 'order.placed');
  if (name !== 'forecasting' || placed === undefined) return [];
  return [JSON.stringify({ ...placed, id: INHERITED[Math.floor(random() * INHERITED.length)] })];
}

/** An event that keeps the contract, and whose record is larger than DynamoDB takes: shipping keeps addresses as they come. */
function tooLarge({ name }: ServiceStack['service']): string[] {
  if (name !== 'shipping') return [];
  const placed = exampleEvent('order.placed');
  const shippingAddress = { country: 'GB', note: 'x'.repeat(500_000) };
  return [
    JSON.stringify({ ...placed, subject: 'nobody', data: { ...contract['order.placed'].example, shippingAddress } }),
  ];
}
