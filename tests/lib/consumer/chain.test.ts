/** What the compiler holds: these lines are checked by `tsc`, and each expected error that does not come is one itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataOf, EventOf } from '../../../events/contract.ts';
import type { Consumer } from '../../../lib/consumer/consumer.ts';
import type { Decider, NoPorts } from '../../../lib/consumer/decider.ts';
import { type Chain, inOrder } from '../../../lib/consumer/pipeline.ts';
import { unreachable } from '../../../lib/errors.ts';

declare const stages: Chain;

describe('the order of the pipeline', () => {
  it('is held by the compiler: other orders and missing stages do not compile, own middlewares do', () => {
    // Never called: it is there for the compiler.
    const checked = () => {
      const [batch, recordLog, disposition, outbox, validation, attemptLimit, idempotency] = stages;
      const own = { before: () => undefined };
      inOrder([batch, recordLog, disposition, outbox, validation, attemptLimit, idempotency]);
      inOrder([own, batch, own, recordLog, disposition, outbox, validation, own, attemptLimit, idempotency, own]);
      // @ts-expect-error: idempotency before validation
      inOrder([batch, recordLog, disposition, outbox, idempotency, validation, attemptLimit]);
      // @ts-expect-error: no outbox
      inOrder([batch, recordLog, disposition, validation, attemptLimit, idempotency]);
      // @ts-expect-error: validation twice
      inOrder([batch, recordLog, disposition, outbox, validation, validation, attemptLimit, idempotency]);
    };
    expect(checked).toBeInstanceOf(Function);
  });

  const handlers = readdirSync('handlers', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, text: textOf(join('handlers', name, 'handler.ts')) }))
    .filter(({ text }) => text.includes("'./consumer.ts'"));

  it('stands in the handler of each consumer, by the names of its middlewares', () => {
    expect(handlers.length).toBeGreaterThanOrEqual(7);
    for (const { text } of handlers) {
      expect(text).toMatch(/middy\(lossless\)\s*\.use\(\s*inOrder\(\[\s*batch\(\)/);
      for (const stage of ['validation', 'idempotency', 'outbox']) expect(text).toMatch(new RegExp(`\\b${stage}\\(`));
    }
  });
});

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe('a service that consumes one event type', () => {
  type Placed = EventOf<'order.placed'>;
  type Greeter = { facts: { readonly currency?: string }; event: Placed; emits: never; ports: NoPorts };

  const greeter: Decider<Greeter> = {
    initial: {},
    evolve(facts, event) {
      switch (event.type) {
        case 'order.placed':
          return { ...facts, currency: event.data.currency };
        default:
          return unreachable(event);
      }
    },
    decide: (facts) => ({ kind: 'settle', facts, emit: [], join: [], refused: undefined }),
  };

  it('ends its switch like every other', () => {
    const data = { currency: 'GBP' } as DataOf<'order.placed'>;
    expect(greeter.evolve({}, { type: 'order.placed', data } as Placed)).toEqual({ currency: 'GBP' });
  });

  it('names one validator, and no other', () => {
    const consumer = { name: 'greeter', decider: greeter, ports: {} };
    const started = { ...consumer, startsWith: [] };
    // @ts-expect-error: the validator of order.placed is missing
    const wrong: Consumer<Greeter> = { ...started, validators: {} };
    expect(wrong.validators).toEqual({});
  });
});
