import { type Call, network } from '../../../lib/simulator/network.ts';
import { Sandbox } from '../../../lib/simulator/sandbox.ts';
import { worldWith } from './environment.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

/** What came of one call to a counter, which counts what was really done. */
async function callWith({ faults = [] as readonly string[], isRetried = true } = {}) {
  const world = worldWith(...faults);
  const sandbox = new Sandbox('process', world.time, 0);
  const route = {
    service: 'counter',
    refused: () => named('Refused'),
    unanswered: () => named('Unanswered'),
    isRetried,
  };
  const call: Call = network('caller', route, world)(sandbox);
  let done = 0;
  let heard: unknown;
  void call('add', () => {
    done += 1;
    return done;
  }).then(
    (answer) => {
      heard = answer;
    },
    (error: Error) => {
      heard = error.name;
    },
  );
  await world.time.run();
  return { done, heard, isAlive: sandbox.isAlive };
}

describe('the network between a process and a service', () => {
  it('carries a request there and an answer back', async () => {
    expect(await callWith()).toEqual({ done: 1, heard: 1, isAlive: true });
  });

  it('lets a service refuse, and then nothing was done', async () => {
    expect(await callWith({ faults: ['throttling'] })).toEqual({ done: 0, heard: 'Refused', isAlive: true });
  });

  it('loses an answer: what was asked is done once more by a client that tries again', async () => {
    expect(await callWith({ faults: ['lost answers'] })).toEqual({ done: 2, heard: 2, isAlive: true });
  });

  it('loses every answer: it was done, and nobody hears of it', async () => {
    const lost = await callWith({ faults: ['lost answers', 'lost answers'] });
    expect(lost).toEqual({ done: 2, heard: 'Unanswered', isAlive: true });
  });

  it('loses an answer for good when the client asks once only', async () => {
    const lost = await callWith({ faults: ['lost answers'], isRetried: false });
    expect(lost).toEqual({ done: 1, heard: 'Unanswered', isAlive: true });
  });

  it('lets a process die before its request is sent: nothing is done, and it hears nothing', async () => {
    expect(await callWith({ faults: ['crashes'] })).toEqual({ done: 0, heard: undefined, isAlive: false });
  });

  it('takes longer than a function has', async () => {
    const world = worldWith('slowness');
    const call = network(
      'caller',
      { service: 's', refused: named, unanswered: named, isRetried: true } as never,
      world,
    );
    void call(new Sandbox('process', world.time, 0))('ask', () => 1);
    await world.time.run();
    expect(world.time.elapsedMs).toBeGreaterThan(10_000);
  });
});

describe('a process', () => {
  it('has a clock that may be wrong', () => {
    const { time } = worldWith();
    expect(new Sandbox('process', time, 90_000).clock.now()).toBe(time.now() + 90_000);
  });

  it('does nothing any more when it is dead, and says so to whom it concerns, once', async () => {
    const { time } = worldWith();
    const sandbox = new Sandbox('process', time, 0);
    const told: string[] = [];
    sandbox.thaw(() => void told.push('died'));
    sandbox.clock.after(10, () => void told.push('went on'));
    sandbox.kill();
    sandbox.kill();
    await time.run();
    expect(told).toEqual(['died']);
  });
});
