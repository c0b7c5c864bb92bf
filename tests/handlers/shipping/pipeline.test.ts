import { shippingConsumer } from '../../../handlers/shipping/consumer.ts';
import { sandboxCarrier } from '../../../handlers/shipping/sandbox-carrier.ts';
import type { ShippingPorts } from '../../../handlers/shipping/shipping.ts';
import type { Environment } from '../../../lib/consumer/consumer.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { TransientError } from '../../../lib/errors.ts';
import { event } from '../../rig/event-builder.ts';
import { type ConsumerRig, makeConsumerRig, startRigEngine, stopRigEngine } from '../../rig/service.ts';

beforeAll(startRigEngine);
afterAll(stopRigEngine);

const placed = event('order.placed');
const packed = event('fulfillment.packed');

/** Shipping with a sandbox carrier that notes the keys it was asked with, and may be down. */
async function makeRig() {
  const keys: string[] = [];
  const state = { isDown: false };
  const ports: ShippingPorts = {
    book: async (request) => {
      keys.push(request.idempotencyKey);
      if (state.isDown) throw new TransientError('CarrierOutage', 'the carrier does not answer');
      return sandboxCarrier.book(request);
    },
  };
  const handlerIn = (environment: Environment) => consumerHandler(shippingConsumer(ports), environment);
  return { rig: await makeConsumerRig('shipping', handlerIn), keys, state };
}

const publishedBy = (rig: ConsumerRig) => [...rig.published.values()].map(({ type }) => type);

describe('shipping in its pipeline', () => {
  it('books once for an order whose events come twice, in one batch or several', async () => {
    const { rig, keys } = await makeRig();
    for (const [redeliveries, batch] of [[packed, placed, packed], [placed], [packed]].entries()) {
      expect((await rig.deliver(batch, {}, 1 + redeliveries)).failed).toEqual([]);
    }
    expect(keys).toEqual(['book-order-1']);
    expect(publishedBy(rig)).toEqual(['shipment.dispatched']);
    expect(JSON.stringify(await rig.records())).not.toContain(placed.data.shippingAddress.street);
  });

  it('asks again with the same key after an outage of the carrier', async () => {
    const { rig, keys, state } = await makeRig();
    await rig.deliver([placed]);
    state.isDown = true;
    expect((await rig.deliver([packed])).failed).toEqual([packed]);
    state.isDown = false;
    await rig.deliver([packed], {}, 2);
    expect(new Set(keys)).toEqual(new Set(['book-order-1']));
    expect(publishedBy(rig)).toEqual(['shipment.dispatched']);
    expect(rig.quarantined).toEqual([]);
  });

  it('asks again with the same key when it was killed between the booking and the commit', async () => {
    const { rig, keys } = await makeRig();
    await rig.deliver([placed]);
    const killed = await rig.deliver([packed], {
      store: (real) => ({ load: real.load, commit: () => Promise.reject(new Error('killed')) }),
    });
    expect(killed.failed).toEqual([packed]);
    expect(publishedBy(rig)).toEqual([]);
    await rig.deliver([packed], {}, 2);
    expect(keys).toEqual(['book-order-1', 'book-order-1']);
    expect(publishedBy(rig)).toEqual(['shipment.dispatched']);
  });
});
