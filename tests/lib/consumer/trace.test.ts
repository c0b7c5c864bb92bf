import { event } from '../../rig/event-builder.ts';
import { makeRig, startRigEngines, stopRigEngines } from '../../rig/pipeline.ts';
import { RecordingGateway } from '../../rig/recording-gateway.ts';

beforeAll(startRigEngines);
afterAll(stopRigEngines);

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
const atOnce = { environment: { retry: { baseSeconds: 1, capSeconds: 1, maxAttempts: 1, visibilitySeconds: 30 } } };

test('a trace goes on after the DLQ and a redrive: into the log, and into the events that follow', async () => {
  const rig = await makeRig();
  const gateway = new RecordingGateway();
  gateway.isDown = true;
  await rig.send({ ...event('order.placed', { orderId: 'order-1' }), traceparent });
  const quarantined = await rig.deliver(gateway, atOnce);
  expect(quarantined.lines).toContainEqual(expect.objectContaining({ traceparent }));

  const [letter] = await rig.deadLetters();
  expect(letter?.MessageAttributes?.['failure.trace']?.StringValue).toBe(TRACE);

  // A redrive is a new message with the same body, and with nothing of what was around it.
  gateway.isDown = false;
  await rig.send(letter?.Body ?? '');
  const handled = await rig.deliver(gateway);
  expect(handled.lines).toContainEqual(expect.objectContaining({ traceparent, outcome: 'handled' }));
  expect(await rig.published()).toMatchObject([{ type: 'payment.captured', traceparent }]);
});
