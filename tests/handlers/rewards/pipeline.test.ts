import { rewardsConsumer } from '../../../handlers/rewards/consumer.ts';
import type { DynamoDb } from '../../../lib/aws/ports.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { event } from '../../rig/event-builder.ts';
import { makeConsumerRig, startRigEngine, stopRigEngine } from '../../rig/service.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

const captured = (orderId: string) => event('payment.captured', { orderId, data: { amountMinor: 1_000 } });

async function makeRig() {
  const rig = await makeConsumerRig('rewards', (environment) => consumerHandler(rewardsConsumer, environment), [
    'balances',
  ]);
  const balance = async () => Number((await rig.items('balances'))[0]?.points?.N ?? 0);
  return { rig, balance };
}

describe('rewards in its pipeline', () => {
  it('adds the points of many orders of one customer, each once, from batches that meet', async () => {
    const { rig, balance } = await makeRig();
    const orders = Array.from({ length: 30 }, (_, index) => captured(`order-${index}`));
    await Promise.all([rig.deliver(orders), rig.deliver(orders), rig.deliver([...orders].reverse())]);
    expect(await balance()).toBe(300);
  });

  it('loses no point when the answer to a write is lost', async () => {
    const { rig, balance } = await makeRig();
    const losingTheAnswer = (real: DynamoDb): DynamoDb => ({
      ...real,
      transactWriteItems: async (input) => {
        await real.transactWriteItems(input);
        throw new Error('the answer is lost');
      },
    });
    const { failed } = await rig.deliver([captured('order-1')], { dynamoDb: losingTheAnswer });
    expect(failed).toHaveLength(1);
    expect((await rig.deliver(failed)).metric('Duplicates')).toBe(1);
    expect(await balance()).toBe(10);
  });

  it('takes back exactly what it gave', async () => {
    const { rig, balance } = await makeRig();
    const refunded = event('payment.refunded', { orderId: 'order-1', data: { amountMinor: 1_000 } });
    await rig.deliver([captured('order-1'), captured('order-2'), refunded, refunded]);
    expect(await balance()).toBe(10);
  });
});
