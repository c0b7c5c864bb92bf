import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import type { RecordStore } from '../../../lib/store/record-store.ts';
import { event } from '../../rig/event-builder.ts';
import { startRigEngine, stopRigEngine } from '../../rig/service.ts';
import { makeRig, type Rig } from './rig.ts';
import { manyLines, placedOrder, skuOf, stocked, type Units } from './warehouse.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

/** Three transactions' worth. */
const SKUS = 250;
const placed = placedOrder(manyLines(SKUS));
const paid = event('payment.captured');
const undeliverable = event('shipment.failed');

type Moment = 'before' | 'after';

/** Dies before or after the `nth` commit: what the function knew is lost, and so is everything it would have done. */
function dyingAt(nth: number, moment: Moment) {
  let commits = 0;
  let hasDied = false;
  const die = () => {
    hasDied = true;
    throw new Error('killed');
  };
  const store = (real: RecordStore): RecordStore => ({
    load: (subject) => real.load(subject),
    commit: async (commit) => {
      commits += 1;
      if (hasDied || (commits === nth && moment === 'before')) return die();
      const result = await real.commit(commit);
      return commits === nth ? die() : result;
    },
  });
  return { store, hasDied: () => hasDied };
}

/** Delivers the events; the function dies at the given commit, and what failed is delivered again to a healthy one. */
async function survive(rig: Rig, events: readonly CloudEvent[], nth: number, moment: Moment): Promise<boolean> {
  const death = dyingAt(nth, moment);
  for (const one of events) {
    const { failed } = await rig.deliver([one], { store: death.store });
    const again = await rig.deliver(failed, {}, 2);
    expect(again.failed).toEqual([]);
  }
  return death.hasDied();
}

/** Kills at every commit in turn until there is none left to kill at; answers how many there were. */
async function killedEverywhere(
  units: Units,
  events: readonly CloudEvent[],
  moment: Moment,
  check: (rig: Rig) => Promise<void>,
): Promise<number> {
  for (let nth = 1; nth < 50; nth += 1) {
    const rig = await makeRig(units);
    const died = await survive(rig, events, nth, moment);
    await check(rig);
    if (!died) return nth - 1;
  }
  throw new Error('it does not come to an end');
}

async function factsIn(rig: Rig): Promise<unknown> {
  return (await rig.records())[0]?.facts;
}

describe.each<Moment>(['before', 'after'])('a worker that is killed %s any commit', (moment) => {
  it('takes each SKU once', async () => {
    const commits = await killedEverywhere(stocked(SKUS, 2), [placed, paid], moment, async (rig) => {
      expect(await rig.stock()).toEqual(stocked(SKUS, 1));
      expect([...rig.published.values()].map(({ type }) => type)).toEqual(['fulfillment.packed']);
    });
    expect(commits).toBe(4);
  });

  it('gives back all it took when a later SKU is short, and names every short one', async () => {
    const units = { ...stocked(SKUS, 1), [skuOf(120)]: 0, [skuOf(121)]: 0, [skuOf(249)]: 0 };
    const shortages = [120, 121, 249].map((index) => ({ sku: skuOf(index), requested: 1, available: 0 }));
    const commits = await killedEverywhere(units, [placed, paid], moment, async (rig) => {
      expect(await rig.stock()).toEqual(units);
      expect([...rig.published.values()].map(({ data }) => data)).toEqual([{ reason: 'out-of-stock', shortages }]);
      expect(await factsIn(rig)).toEqual({ payment: 'captured', outcome: 'out-of-stock' });
    });
    expect(commits).toBeGreaterThanOrEqual(5);
  });

  it('puts an undeliverable order back once', async () => {
    const commits = await killedEverywhere(stocked(SKUS, 2), [placed, paid, undeliverable], moment, async (rig) => {
      expect(await rig.stock()).toEqual(stocked(SKUS, 2));
      expect([...rig.published.values()].map(({ type }) => type)).toEqual(['fulfillment.packed']);
    });
    expect(commits).toBe(7);
  });
});
