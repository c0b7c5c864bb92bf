/** Given facts, when events come, then facts and announcements: runs a decider as the pipeline would, in memory. */
import type { CloudEvent, Draft } from '../../lib/cloudevents/envelope.ts';
import type { Decider, Decision, Ports } from '../../lib/consumer/decider.ts';
import type { JoinedWrite, Refusal } from '../../lib/store/joined-write.ts';

/** The items beside the records: numbers by `table/key/attribute`. */
export type Numbers = Map<string, number>;

/** What a port answers to a request: by the port's name. */
export type Answers<P extends Ports> = {
  readonly [Name in keyof P]?: (request: Parameters<P[Name]>[0]) => Awaited<ReturnType<P[Name]>>;
};

/** An order in the eyes of one service: it takes events, any number of times, and remembers what it has dealt with. */
export class OrderUnderTest<Facts, Event extends CloudEvent, Emitted extends Draft, P extends Ports> {
  readonly asked: { port: string; request: unknown }[] = [];
  readonly emitted: Emitted[] = [];
  readonly numbers: Numbers;
  facts: Facts;
  readonly #decider: Decider<Facts, Event, Emitted, P>;
  readonly #answers: Answers<P>;
  readonly #inbox = new Set<string>();

  constructor(
    decider: Decider<Facts, Event, Emitted, P>,
    answers: Answers<P> = {},
    numbers: Numbers = new Map(),
    facts = decider.initial,
  ) {
    this.#decider = decider;
    this.#answers = answers;
    this.numbers = numbers;
    this.facts = facts;
  }

  when(...events: readonly Event[]): this {
    for (const event of events) {
      if (this.#inbox.has(event.id)) continue;
      this.#deal(this.#decider.decide(this.facts, event));
      this.#inbox.add(event.id);
    }
    return this;
  }

  #deal(first: Decision<Facts, Emitted, P>): void {
    let decision = first;
    for (;;) {
      if (decision.kind === 'ask') {
        decision = decision.then(this.#answer(decision.port, decision.request));
        continue;
      }
      const refusals = refusalsOf(decision.join, this.numbers);
      if (refusals.length > 0) {
        if (decision.refused === undefined) throw new Error('a write was refused, and the decider has no answer to it');
        decision = decision.refused(refusals);
        continue;
      }
      for (const write of decision.join) apply(write, this.numbers);
      this.facts = decision.facts;
      if (decision.kind === 'settle') {
        this.emitted.push(...decision.emit);
        return;
      }
      decision = decision.then();
    }
  }

  #answer(port: string, request: unknown): unknown {
    this.asked.push({ port, request });
    const answer = this.#answers[port];
    if (answer === undefined) throw new Error(`the decider asked ${port}, to which this test has no answer`);
    return answer(request as never);
  }
}

function refusalsOf(writes: readonly JoinedWrite[], numbers: Numbers): Refusal[] {
  return writes.flatMap((write): Refusal[] => {
    if (write.kind === 'put') return numbers.has(addressOf(write, 'exists')) ? [{ write, found: {} }] : [];
    const found = numbers.get(addressOf(write, write.attribute));
    const holds =
      write.kind === 'add' ? (found ?? 0) >= (write.atLeast ?? Number.NEGATIVE_INFINITY) : (found ?? 0) === write.from;
    return holds ? [] : [{ write, found: found === undefined ? undefined : { [write.attribute]: found } }];
  });
}

function apply(write: JoinedWrite, numbers: Numbers): void {
  if (write.kind === 'put') {
    numbers.set(addressOf(write, 'exists'), 1);
    return;
  }
  const address = addressOf(write, write.attribute);
  numbers.set(address, write.kind === 'add' ? (numbers.get(address) ?? 0) + write.by : write.to);
}

function addressOf({ table, key }: JoinedWrite, attribute: string): string {
  return `${table}/${key}/${attribute}`;
}
