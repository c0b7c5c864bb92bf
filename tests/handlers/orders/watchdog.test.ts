import { ordersConsumer } from '../../../handlers/orders/consumer.ts';
import { service } from '../../../handlers/orders/service.ts';
import { watchdog } from '../../../handlers/orders/watchdog.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { scheduledHandler } from '../../../lib/lambda/scheduled-function.ts';
import { event } from '../../rig/event-builder.ts';
import { jobEnvironment } from '../../rig/job-environment.ts';
import { lambdaContext } from '../../rig/pipeline.ts';
import { type ConsumerRig, makeConsumerRig, startRigEngine, stopRigEngine } from '../../rig/service.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

const NOON = '2026-01-31T12:00:00.000Z';
const makeRig = () =>
  makeConsumerRig('orders', (environment) => consumerHandler(ordersConsumer, environment), [], service.indexes);

const placed = (orderId: string, time = NOON) => event('order.placed', { orderId, time });

/** What the watchdog says at `now`. */
async function watch(rig: ConsumerRig, now: string) {
  const { environment, lines } = jobEnvironment(rig, now);
  await scheduledHandler(watchdog, environment)({} as never, lambdaContext(30_000));
  const metric = lines.find((line) => 'OverdueOrders' in line);
  return { overdue: lines.flatMap(({ subject }) => subject ?? []).sort(), metric: metric?.OverdueOrders, lines };
}

describe('the watchdog', () => {
  it('reports orders that came to no end within the hour, each in a line of the log', async () => {
    const rig = await makeRig();
    await rig.deliver([placed('order-1'), placed('order-2'), placed('order-3', '2026-01-31T12:30:00.000Z')]);
    const { overdue, metric, lines } = await watch(rig, '2026-01-31T13:00:00.001Z');
    expect(overdue).toEqual(['order-1', 'order-2']);
    expect(metric).toBe(2);
    expect(lines[0]).toMatchObject({ level: 'warn', reason: 'open for 60 minutes, since 2026-01-31T12:00:00.000Z' });
  });

  it('leaves out those that have ended, whatever their events came in', async () => {
    const rig = await makeRig();
    const shipped = event('shipment.dispatched', { orderId: 'order-1', time: NOON });
    const declined = event('payment.declined', { orderId: 'order-2', time: NOON });
    await rig.deliver([shipped, declined]);
    await rig.deliver([placed('order-1'), placed('order-2'), placed('order-3')]);
    expect((await watch(rig, '2026-02-01T12:00:00.000Z')).overdue).toEqual(['order-3']);
  });

  it('reports an order whose announcement never reached the history', async () => {
    const rig = await makeRig();
    await rig.deliver([event('payment.captured', { orderId: 'order-1', time: NOON })]);
    expect((await watch(rig, '2026-01-31T14:00:00.000Z')).overdue).toEqual(['order-1']);
  });

  it('says zero when all is well, so that silence means that it is not running', async () => {
    expect((await watch(await makeRig(), NOON)).metric).toBe(0);
  });
});
