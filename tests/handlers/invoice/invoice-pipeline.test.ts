import { invoiceConsumer } from '../../../handlers/invoice/consumer.ts';
import type { InvoiceRecord } from '../../../handlers/invoice/invoice-record.ts';
import { countedSeries, type NumberSeries } from '../../../handlers/invoice/number-series.ts';
import { dynamoDb } from '../../../lib/aws/clients.ts';
import type { DynamoDb } from '../../../lib/aws/ports.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import type { CloudEvent } from '../../../lib/cloudevents/envelope.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { event } from '../../rig/event-builder.ts';
import { type ConsumerRig, makeConsumerRig, startRigEngine, stopRigEngine } from '../../rig/service.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

async function makeRig(
  series: (dynamoDb: DynamoDb, table: string) => NumberSeries = (real, table) =>
    countedSeries(real, table, systemClock),
): Promise<ConsumerRig> {
  const rig: ConsumerRig = await makeConsumerRig(
    'invoice',
    (environment) => {
      const ports = series(dynamoDb(environment.metrics), rig.tableName('counters'));
      return consumerHandler(invoiceConsumer(ports), environment);
    },
    ['counters'],
  );
  return rig;
}

const placed = (number: number) => event('order.placed', { orderId: `order-${number}`, time: NOW });
const refunded = (number: number) => event('payment.refunded', { orderId: `order-${number}`, time: NOW });
/** Fresh: for an event as old as an hour the pipeline reads the record before it asks anything. */
const NOW = new Date().toISOString();

const many = <T>(count: number, one: (number: number) => T) =>
  Array.from({ length: count }, (_, number) => one(number));

async function numbersIn(rig: ConsumerRig, kind: 'invoice' | 'creditNote'): Promise<string[]> {
  const records = (await rig.records()).map(({ facts }) => facts as InvoiceRecord);
  return records.flatMap((record) => record[kind]?.number ?? []).sort();
}

const upTo = (count: number, prefix = '') =>
  many(count, (number) => `${prefix}${NOW.slice(0, 4)}-${String(number + 1).padStart(6, '0')}`);

describe('invoices in their pipeline', () => {
  it('cost one read of the counter and one transaction for a batch', async () => {
    const rig = await makeRig();
    const { metric } = await rig.deliver(many(10, placed));
    expect(metric('DynamoDBReads')).toBe(1);
    expect(metric('DynamoDBWrites')).toBe(1);
    expect(metric('WriteUnits')).toBe(2 * (10 + 1));
    expect(await numbersIn(rig, 'invoice')).toEqual(upTo(10));
  });

  it('are numbered without gap or double by functions that draw from one counter at once', async () => {
    const rig = await makeRig();
    const batches = many(20, (batch) => many(10, (number) => placed(batch * 10 + number)));
    const deliver = async (workers: number): Promise<void> => {
      const waiting: (readonly CloudEvent[])[] = [...batches];
      const worker = async () => {
        for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
          const { failed } = await rig.deliver(batch);
          if (failed.length > 0) waiting.push(failed);
        }
      };
      await Promise.all(many(workers, worker));
    };
    await deliver(4);
    expect(rig.quarantined).toEqual([]);
    expect(await numbersIn(rig, 'invoice')).toEqual(upTo(200));
    expect(rig.quarantined).toEqual([]);
  });

  it('come again later when other orders were faster each time', async () => {
    const rig = await makeRig(() => ({ lastNumber: async () => 999 }));
    const { failed } = await rig.deliver([placed(0)]);
    expect(failed).toHaveLength(1);
    expect(rig.quarantined).toEqual([]);
    expect(await rig.records()).toEqual([]);
  });

  it('keep their number when the answer to the transaction was lost', async () => {
    const rig = await makeRig();
    const losingTheAnswer = (real: DynamoDb): DynamoDb => ({
      ...real,
      transactWriteItems: async (input) => {
        await real.transactWriteItems(input);
        throw new Error('the answer is lost');
      },
    });
    const { failed } = await rig.deliver([placed(0), placed(1)], { dynamoDb: losingTheAnswer });
    expect(failed).toHaveLength(2);
    await rig.deliver([...failed, placed(2)], {}, 2);
    expect(await numbersIn(rig, 'invoice')).toEqual(upTo(3));
    expect([...rig.published.values()].filter(({ type }) => type === 'invoice.issued')).toHaveLength(3);
  });

  it('and their credit notes are drawn together when the refund is there already', async () => {
    const rig = await makeRig();
    await rig.deliver(many(5, refunded));
    await rig.deliver(many(5, placed));
    expect(await numbersIn(rig, 'invoice')).toEqual(upTo(5));
    expect(await numbersIn(rig, 'creditNote')).toEqual(upTo(5, 'CN-'));
  });

  it('of orders with 1,000 lines fit into their record', async () => {
    const rig = await makeRig();
    const lines = many(1_000, (number) => ({
      sku: `SKU-${number}`,
      description: 'WHITE HANGING HEART T-LIGHT HOLDER',
      quantity: 1,
      unitPriceMinor: 255,
    }));
    const { failed } = await rig.deliver([event('order.placed', { data: { lines, totalMinor: 255_000 } })]);
    expect(failed).toEqual([]);
    expect((await rig.records())[0]?.facts).toMatchObject({ order: { totalMinor: 255_000 } });
  });
});
