import { forecastingConsumer } from '../../../handlers/forecasting/consumer.ts';
import { daysToRollUp, demandWith, rollUp } from '../../../handlers/forecasting/roll-up.ts';
import { service } from '../../../handlers/forecasting/service.ts';
import type { SkuDemand } from '../../../handlers/forecasting/sku-demand.ts';
import type { DynamoDb, Item } from '../../../lib/aws/ports.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { event } from '../../rig/event-builder.ts';
import { jobEnvironment } from '../../rig/job-environment.ts';
import { type ConsumerRig, makeConsumerRig, startRigEngine, stopRigEngine } from '../../rig/service.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

const NOON = '2026-01-31T12:00:00.000Z';
const makeRig = () =>
  makeConsumerRig(
    'forecasting',
    (environment) => consumerHandler(forecastingConsumer, environment),
    ['demand'],
    service.indexes,
  );

const placed = (number: number, time = NOON) => event('order.placed', { orderId: `order-${number}`, time });
const declined = (number: number) => event('payment.declined', { orderId: `order-${number}`, time: NOON });

async function demandIn(rig: ConsumerRig): Promise<Record<string, SkuDemand>> {
  const items = await rig.items('demand');
  return Object.fromEntries(items.map(({ key, demand }) => [key?.S, JSON.parse(demand?.S ?? '')]));
}

/** DynamoDB takes everything but one item. */
const refusing =
  (sku: string) =>
  (real: DynamoDb): DynamoDb => ({
    ...real,
    putItem: async (input) => {
      if (input.Item?.key?.S !== sku) return real.putItem(input);
      throw Object.assign(new Error('no'), { name: 'ValidationException' });
    },
  });

const run = (rig: ConsumerRig, now = NOON) => rollUp(jobEnvironment(rig, now).environment);

describe('an order of fifteen lines', () => {
  it('costs one request, and one write unit for its record and one for the index', async () => {
    const rig = await makeRig();
    const lines = Array.from({ length: 15 }, (_, number) => ({
      sku: `8512${number}A`,
      quantity: 6,
      unitPriceMinor: 255,
    }));
    const order = event('order.placed', { data: { lines, totalMinor: 15 * 6 * 255 } });
    const { metric } = await rig.deliver([order]);
    expect({ writes: metric('DynamoDBWrites'), reads: metric('DynamoDBReads') }).toEqual({ writes: 1, reads: 0 });
    expect(metric('WriteUnits')).toBe(2);
  });
});

describe('the roll-up', () => {
  it('adds up what the orders of a day asked for, by SKU', async () => {
    const rig = await makeRig();
    await rig.deliver(Array.from({ length: 40 }, (_, number) => placed(number)));
    await rig.deliver([declined(0), declined(1), placed(2)]);
    expect(await run(rig)).toEqual({ days: 2, skus: 2, written: 2 });
    const day = { day: '2026-01-31', ordered: 240, takenBack: 12, unmet: 0 };
    expect(await demandIn(rig)).toEqual({ '85123A': { days: [day] }, '71053': { days: [day] } });
  });

  it('writes every other SKU when one cannot be written, reports that one, and fails', async () => {
    const rig = await makeRig();
    const lines = Array.from({ length: 304 }, (_, number) => ({
      sku: `sku-${number}`,
      quantity: 1,
      unitPriceMinor: 1,
    }));
    await rig.deliver([event('order.placed', { time: NOON, data: { lines, totalMinor: 304 } })]);
    const { environment, lines: written } = jobEnvironment(rig, NOON, refusing('sku-7'));
    await expect(rollUp(environment)).rejects.toMatchObject({ code: 'RollUpIncomplete' });
    environment.metrics.flush();
    expect(Object.keys(await demandIn(rig))).toHaveLength(303);
    expect(written).toContainEqual(
      expect.objectContaining({
        level: 'error',
        code: 'ValidationException',
        reason: expect.stringMatching(/^SKU sku-7: /),
      }),
    );
    expect(written).toContainEqual(expect.objectContaining({ RollUpFailures: 1 }));
    expect(await run(rig)).toEqual({ days: 2, skus: 304, written: 1 });
  });

  it('counts every other order when the record of one cannot be read', async () => {
    const rig = await makeRig();
    await rig.deliver([placed(1), placed(2)]);
    const garbled = (real: DynamoDb): DynamoDb => ({
      ...real,
      query: async (input) => {
        const { Items = [], ...rest } = await real.query(input);
        const isWhole = ({ subject }: Item) => subject?.S !== 'order-1';
        return { ...rest, Items: Items.map((one) => (isWhole(one) ? one : { ...one, facts: { S: '{' } })) };
      },
    });
    const { environment, lines } = jobEnvironment(rig, NOON, garbled);
    await expect(rollUp(environment)).rejects.toMatchObject({ code: 'RollUpIncomplete' });
    expect((await demandIn(rig))['71053']?.days[0]).toMatchObject({ ordered: 6 });
    expect(lines).toContainEqual(expect.objectContaining({ reason: expect.stringMatching(/^order order-1: /) }));
  });

  it('changes nothing when it runs again, and only what changed afterwards', async () => {
    const rig = await makeRig();
    await rig.deliver([placed(1)]);
    await run(rig);
    expect(await run(rig)).toEqual({ days: 2, skus: 2, written: 0 });
    await rig.deliver([declined(1)]);
    await Promise.all([run(rig), run(rig)]);
    expect((await demandIn(rig))['71053']?.days[0]).toMatchObject({ ordered: 6, takenBack: 6 });
  });

  it('makes a forecast from days that are over', async () => {
    const rig = await makeRig();
    await rig.deliver([placed(1)]);
    await run(rig);
    expect((await demandIn(rig))['71053']?.forecast).toBeUndefined();
    await run(rig, '2026-02-01T12:00:00.000Z');
    expect((await demandIn(rig))['71053']?.forecast).toMatchObject({ unitsPerDay: 6, madeFrom: '2026-01-31' });
  });

  it('finds once a night what came late for a day that is long over', async () => {
    const rig = await makeRig();
    await rig.deliver([placed(1)]);
    await run(rig);
    await rig.deliver([declined(1)]);
    await run(rig, '2026-02-10T12:00:00.000Z');
    expect((await demandIn(rig))['71053']?.days[0]).toMatchObject({ takenBack: 0 });
    await run(rig, '2026-02-11T02:20:00.000Z');
    expect((await demandIn(rig))['71053']?.days[0]).toMatchObject({ takenBack: 6 });
  });

  it('goes over today and yesterday, and over eight weeks at night', () => {
    expect(daysToRollUp('2026-03-01T15:00:00.000Z')).toEqual(['2026-02-28', '2026-03-01']);
    expect(daysToRollUp('2026-03-01T02:59:00.000Z')).toHaveLength(56);
  });

  it('keeps eight weeks of a SKU and no more', () => {
    const day = (name: string) => ({ day: name, ordered: 1, takenBack: 0, unmet: 0 });
    const { days } = demandWith([day('2026-01-04'), day('2026-01-05')], [day('2026-03-01')], '2026-03-01');
    expect(days.map((one) => one.day)).toEqual(['2026-01-05', '2026-03-01']);
  });
});
