import type { TransactWriteItem, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../../../lib/aws/ports.ts';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import { event } from '../../rig/event-builder.ts';
import { startRigEngine, stopRigEngine } from '../../rig/service.ts';
import { makeRig, type Rig } from './rig.ts';
import { manyLines, placedOrder, stocked } from './warehouse.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

/** The topology's maximum concurrency. */
const WORKERS = 10;
const BATCH = 10;

/** What DynamoDB does and the local engine does not: of two transactions at once on one item, the later one is cancelled. */
function conflicting(): (real: DynamoDb) => DynamoDb {
  const held = new Set<string>();
  return (real) => ({
    ...real,
    transactWriteItems: async (input) => {
      const addresses = (input.TransactItems ?? []).map(addressOf);
      if (addresses.some((address) => held.has(address))) throw cancelled(addresses, held);
      for (const address of addresses) held.add(address);
      try {
        return await slowly(real, input);
      } finally {
        for (const address of addresses) held.delete(address);
      }
    },
  });
}

function cancelled(addresses: readonly string[], held: ReadonlySet<string>): Error {
  const CancellationReasons = addresses.map((address) => ({
    Code: held.has(address) ? 'TransactionConflict' : 'None',
  }));
  return Object.assign(new Error('cancelled'), { name: 'TransactionCanceledException', CancellationReasons });
}

function addressOf({ Put, Update }: TransactWriteItem): string {
  return JSON.stringify([Put?.TableName ?? Update?.TableName, Put?.Item?.subject ?? Update?.Key]);
}

/** A few turns of the engine longer, so that transactions do meet. */
async function slowly(real: DynamoDb, input: TransactWriteItemsCommandInput): Promise<unknown> {
  await real.getItem({ TableName: input.TransactItems?.[0]?.Put?.TableName, Key: { subject: { S: 'none' } } });
  return real.transactWriteItems(input);
}

/** Delivers everything through ten workers at once, again and again until nothing fails or the dead-letter queue has it. */
async function deliverAll(rig: Rig, events: readonly CloudEvent[], faults: Parameters<Rig['deliver']>[1]) {
  let waiting = [...events];
  let conflicts = 0;
  let attempts = 0;
  while (waiting.length > 0) {
    attempts += 1;
    const batches = Array.from({ length: Math.ceil(waiting.length / BATCH) }, (_, index) =>
      waiting.slice(index * BATCH, (index + 1) * BATCH),
    );
    const again: CloudEvent[] = [];
    const worker = async () => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        const { failed, metric } = await rig.deliver(batch, faults, attempts);
        conflicts += metric('TransactionConflicts');
        again.push(...failed);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    waiting = again;
  }
  return { conflicts, attempts };
}

const outcomesOf = (rig: Rig) => Object.groupBy([...rig.published.values()], ({ type }) => type);

describe('many orders of one hot SKU at once', () => {
  const orderIds = Array.from({ length: 50 }, (_, index) => `order-${index}`);
  const orders = orderIds.map((orderId) => placedOrder([['hot', 1]], orderId));
  const payments = orderIds.map((orderId) => event('payment.captured', { orderId }));

  it.each([
    ['on the engine as it is', undefined],
    ['where transactions conflict as in DynamoDB', conflicting()],
  ])('sell what is there and not one more, %s', async (_, standIn) => {
    const rig = await makeRig({ hot: 30 });
    const faults = standIn === undefined ? {} : { dynamoDb: standIn };
    await deliverAll(rig, orders, faults);
    const { conflicts } = await deliverAll(rig, payments, faults);
    expect(await rig.stock()).toEqual({ hot: 0 });
    expect(outcomesOf(rig)['fulfillment.packed']).toHaveLength(30);
    expect(outcomesOf(rig)['fulfillment.failed']).toHaveLength(20);
    expect(rig.quarantined).toEqual([]);
    if (standIn !== undefined) expect(conflicts).toBeGreaterThan(0);
  });

  it('come through on their first deliveries: conflicts are retried at once, not by the queue', async () => {
    const rig = await makeRig({ hot: 50 });
    await deliverAll(rig, orders, {});
    const { attempts, conflicts } = await deliverAll(rig, payments, { dynamoDb: conflicting() });
    expect(conflicts).toBeGreaterThan(0);
    expect(attempts).toBeLessThanOrEqual(2);
  });
});

describe('large orders that want the same SKUs at once', () => {
  it('take all or nothing, and leave nothing behind in between', async () => {
    const orderIds = Array.from({ length: 8 }, (_, index) => `order-${index}`);
    const rig = await makeRig(stocked(220, 5));
    const orders = orderIds.map((orderId) => placedOrder(manyLines(220), orderId));
    const payments = orderIds.map((orderId) => event('payment.captured', { orderId }));
    const faults = { dynamoDb: conflicting() };
    await deliverAll(rig, orders, faults);
    await deliverAll(rig, payments, faults);
    const packed = outcomesOf(rig)['fulfillment.packed']?.length ?? 0;
    expect(rig.published.size).toBe(8);
    expect(await rig.stock()).toEqual(stocked(220, 5 - packed));
    expect(packed).toBeGreaterThan(0);
    expect(rig.quarantined).toEqual([]);
  });
});
