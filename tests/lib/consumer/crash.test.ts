import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Doom } from '../../rig/doomed-sandbox.ts';
import { event } from '../../rig/event-builder.ts';
import { MAX_ATTEMPTS, makeRig, type Rig, startRigEngines, stopRigEngines } from '../../rig/pipeline.ts';
import { RecordingGateway } from '../../rig/recording-gateway.ts';

beforeAll(startRigEngines);
afterAll(stopRigEngines);

/** Hands what is on the queue to a sandbox, and kills it where it waits. Answers the keys that were charged. */
async function killSandboxAt(rig: Rig, diesAt: Doom['diesAt']): Promise<readonly string[]> {
  const workerData: Doom = { addresses: rig.addresses, event: await rig.receive(), diesAt };
  const sandbox = new Worker(new URL('../../rig/doomed-sandbox.ts', import.meta.url), {
    workerData,
    env: { ...process.env },
  });
  const [charged] = await once(sandbox, 'message');
  await sandbox.terminate();
  return charged;
}

describe('a worker that is killed', () => {
  const order = event('order.placed', { time: new Date().toISOString() });
  const key = `capture-${order.id}`;

  it('between the gateway call and the commit charges again under the same key, and nothing is lost', async () => {
    const rig = await makeRig({ visibilitySeconds: 0 });
    await rig.send(order);
    expect(await killSandboxAt(rig, 'before-commit')).toEqual([key]);
    expect(await rig.records()).toEqual([]);

    const gateway = new RecordingGateway();
    const delivered = await rig.deliver(gateway);
    expect(delivered.metric('Handled')).toBe(1);
    expect([...gateway.charges.keys()]).toEqual([key]);
    expect((await rig.published()).map(({ type }) => type)).toEqual(['payment.captured']);
  });

  it('between the commit and the publication is made up for, without asking the gateway', async () => {
    const rig = await makeRig({ visibilitySeconds: 0 });
    await rig.send(order);
    await killSandboxAt(rig, 'before-publish');
    const [committed] = await rig.records();
    expect(committed?.inbox).toEqual([order.id]);
    expect(await rig.published()).toEqual([]);

    const gateway = new RecordingGateway();
    const delivered = await rig.deliver(gateway);
    expect(delivered.metric('Duplicates')).toBe(1);
    expect(gateway.asked).toEqual([]);
    expect(await rig.records()).toEqual([committed]);
    expect((await rig.published()).map(({ type }) => type)).toEqual(['payment.captured']);
  });

  it('in its last attempt at a message leaves the reason to the next, which does not try again', async () => {
    const rig = await makeRig({ visibilitySeconds: 0 });
    await rig.send(order);
    // What each of them was given is gone with it.
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) await rig.receive();
    const gateway = new RecordingGateway();
    const { response } = await rig.deliver(gateway);
    expect(response.batchItemFailures).toEqual([]);
    expect(gateway.asked).toEqual([]);
    const [letter] = await rig.deadLetters();
    expect(letter?.Body).toBe(JSON.stringify(order));
    expect(letter?.MessageAttributes?.['failure.class']?.StringValue).toBe('LastAttemptUnfinished');
  });
});
