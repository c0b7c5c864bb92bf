/** Given these events, when that one comes, then those are announced: runs a decider as the pipeline does, in memory. */
import type { Decider, ServiceTypes } from '../../lib/consumer/decider.ts';
import { interpret, type Reply, type Step } from '../../lib/consumer/interpreter.ts';
import type { JoinedWrite, Refusal } from '../../lib/store/joined-write.ts';

/** The items beside the records: numbers by `table/key/attribute`. */
export type Numbers = Map<string, number>;

/** What a port answers to a request: by the port's name. */
export type Answers<S extends ServiceTypes> = {
  readonly [Name in keyof S['ports']]?: (
    request: Parameters<S['ports'][Name]>[0],
  ) => Awaited<ReturnType<S['ports'][Name]>>;
};

/** An order in the eyes of one service: it takes events, any number of times, and remembers what it has dealt with. */
export class OrderUnderTest<S extends ServiceTypes> {
  readonly asked: { port: string; request: unknown }[] = [];
  readonly emitted: S['emits'][] = [];
  readonly numbers: Numbers;
  facts: S['facts'];
  readonly #decider: Decider<S>;
  readonly #answers: Answers<S>;
  readonly #inbox = new Set<string>();

  constructor(
    decider: Decider<S>,
    answers: Answers<S> = {},
    numbers: Numbers = new Map(),
    facts: S['facts'] = decider.initial,
  ) {
    this.#decider = decider;
    this.#answers = answers;
    this.numbers = numbers;
    this.facts = facts;
  }

  when(...events: readonly S['event'][]): this {
    for (const event of events) {
      if (this.#inbox.has(event.id)) continue;
      this.#deal(event);
      this.#inbox.add(event.id);
    }
    return this;
  }

  #deal(event: S['event']): void {
    const steps = interpret(this.#decider, this.facts, event);
    let step = steps.next({});
    while (step.done !== true) step = steps.next(this.#take(step.value));
  }

  #take(step: Step<S>): Reply {
    if (step.kind === 'ask') return { answer: this.#answer(step.port, step.request) };
    const refusals = refusalsOf(step.join, this.numbers);
    if (refusals.length > 0) return { refusals };
    for (const write of step.join) apply(write, this.numbers);
    this.facts = step.facts;
    this.emitted.push(...(step.emit ?? []));
    return {};
  }

  #answer(port: string, request: unknown): unknown {
    this.asked.push({ port, request });
    const answer = this.#answers[port];
    if (answer === undefined) throw new Error(`the decider asked ${port}, to which this test has no answer`);
    return answer(request as never);
  }
}

/**
 * Reads aloud what a service does about an order.
 *
 * @example
 * const { given } = specification(payment, gateway());
 * given(placed).when(outOfStock).then(refunded('out-of-stock'));
 */
export function specification<S extends ServiceTypes>(decider: Decider<S>, answers?: Answers<S>, numbers?: Numbers) {
  return {
    /** What has happened before, in this order; nothing, if there is none. */
    given: (...before: readonly S['event'][]) => {
      const order = new OrderUnderTest(decider, answers, numbers).when(...before);
      return { when: (...events: readonly S['event'][]) => whenThese(order, events) };
    },
  };
}

function whenThese<S extends ServiceTypes>(order: OrderUnderTest<S>, events: readonly S['event'][]) {
  const [announcedBefore, askedBefore] = [order.emitted.length, order.asked.length];
  order.when(...events);
  return {
    /** Exactly these are announced, in this order; without arguments, nothing is. The order is answered, for what else is expected. */
    // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it
    then: (...announced: readonly S['emits'][]): OrderUnderTest<S> => {
      expect(order.emitted.slice(announcedBefore)).toEqual(announced);
      return order;
    },
    /** The ports are asked exactly this, in this order, by the events of `when`. */
    asks: (...asked: readonly { readonly port: string; readonly request: unknown }[]): OrderUnderTest<S> => {
      expect(order.asked.slice(askedBefore)).toEqual(asked);
      return order;
    },
  };
}

function refusalsOf(writes: readonly JoinedWrite[], numbers: Numbers): Refusal[] {
  return writes.flatMap((write): Refusal[] => {
    const found = numbers.get(addressOf(write));
    const holds =
      write.kind === 'add' ? (found ?? 0) >= (write.atLeast ?? Number.NEGATIVE_INFINITY) : (found ?? 0) === write.from;
    return holds ? [] : [{ write, found: found === undefined ? undefined : { [write.attribute]: found } }];
  });
}

function apply(write: JoinedWrite, numbers: Numbers): void {
  const address = addressOf(write);
  numbers.set(address, write.kind === 'add' ? (numbers.get(address) ?? 0) + write.by : write.to);
}

function addressOf({ table, key, attribute }: JoinedWrite): string {
  return `${table}/${key}/${attribute}`;
}
