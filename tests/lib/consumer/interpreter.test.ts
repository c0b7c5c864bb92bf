import type { EventOf } from '../../../events/contract.ts';
import { ask, type Decider, type Decision, save, settle, settleWith } from '../../../lib/consumer/decider.ts';
import { interpret, MAX_STEPS, type Reply } from '../../../lib/consumer/interpreter.ts';
import { event } from '../../rig/event-builder.ts';

type Bell = {
  facts: { readonly rung: number; readonly isPlaced?: true };
  event: EventOf<'order.placed'>;
  emits: never;
  ports: { ring(times: number): Promise<number> };
};

const placed = event('order.placed');

/** A decider that says `decision` of every event, on the facts with the event in them. */
const deciding = (decide: (facts: Bell['facts']) => Decision<Bell>): Decider<Bell> => ({
  initial: { rung: 0 },
  evolve: (facts) => ({ ...facts, isPlaced: true }),
  decide,
});

/** The steps that are taken, each answered by `reply`. */
function stepsOf(decider: Decider<Bell>, reply: (step: number) => Reply = () => ({})) {
  const steps = interpret(decider, decider.initial, placed);
  const taken: unknown[] = [];
  for (let step = steps.next({}); step.done !== true; step = steps.next(reply(taken.length))) taken.push(step.value);
  return taken;
}

const refusal = {
  write: { kind: 'advance', table: 't', key: 'k', attribute: 'n', from: 0, to: 1 },
  found: undefined,
} as const;
const join = [refusal.write];

describe('a decision', () => {
  const decisions: Decision<Bell>[] = [
    settle<Bell>({ rung: 1 }),
    ask<Bell, 'ring'>('ring', 1, (rung) => settle({ rung })),
    save<Bell>({ facts: { rung: 1 }, join: [] }, () => settle({ rung: 1 })),
  ];

  it.each(decisions)(
    'to $kind can be returned by an async function: it is a value, and no promise',
    async (decision) => {
      const later = async () => decision;
      expect(await later()).toBe(decision);
    },
  );

  it('is made on the facts that have the event in them', () => {
    expect(stepsOf(deciding((facts) => settle(facts)))).toEqual([
      { kind: 'write', facts: { rung: 0, isPlaced: true }, join: [], emit: [] },
    ]);
  });

  it('to ask goes on with the answer', () => {
    const decider = deciding(() => ask<Bell, 'ring'>('ring', 3, (rung) => settle({ rung })));
    expect(stepsOf(decider, () => ({ answer: 3 }))).toEqual([
      { kind: 'ask', port: 'ring', request: 3 },
      { kind: 'write', facts: { rung: 3 }, join: [], emit: [] },
    ]);
  });

  it('is made anew when its writes were refused', () => {
    const decider = deciding((facts) => settleWith({ facts, emit: [], join }, () => settle({ rung: 7 })));
    expect(stepsOf(decider, (step) => (step === 1 ? { refusals: [refusal] } : {}))).toMatchObject([
      { join },
      { facts: { rung: 7 }, join: [] },
    ]);
  });

  it('without an answer to a refusal fails for good', () => {
    const decider = deciding((facts) => settleWith({ facts, emit: [], join }));
    expect(() => stepsOf(decider, () => ({ refusals: [refusal] }))).toThrow(
      expect.objectContaining({ name: 'PermanentError', code: 'WriteRefused' }),
    );
  });

  it(`may take ${MAX_STEPS} steps and not one more`, () => {
    const saving = (steps: number) => {
      const goOn = (rung: number): Decision<Bell> =>
        rung === steps ? settle({ rung }) : save<Bell>({ facts: { rung }, join: [] }, () => goOn(rung + 1));
      return deciding(() => goOn(1));
    };
    expect(stepsOf(saving(MAX_STEPS))).toHaveLength(MAX_STEPS);
    expect(() => stepsOf(saving(MAX_STEPS + 1))).toThrow(
      expect.objectContaining({ name: 'PermanentError', code: 'TooManySteps' }),
    );
  });

  it('that was refused again and again may come through later', () => {
    const again = (facts: Bell['facts']): Decision<Bell> => settleWith({ facts, emit: [], join }, () => again(facts));
    expect(() => stepsOf(deciding(again), () => ({ refusals: [refusal] }))).toThrow(
      expect.objectContaining({ name: 'TransientError', code: 'CommitRefused' }),
    );
  });
});
