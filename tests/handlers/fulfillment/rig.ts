/** Fulfillment's real pipeline, and stock on its shelves. */
import { validator as orderPlaced } from '../../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../../events/compiled/payment-declined.js';
import { validator as shipmentFailed } from '../../../events/compiled/shipment-failed.js';
import { fulfillment } from '../../../handlers/fulfillment/fulfillment.ts';
import { setStock } from '../../../handlers/fulfillment/stock-command.ts';
import type { Environment } from '../../../lib/consumer/consumer.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { type ConsumerRig, engineClient, makeConsumerRig } from '../consumer-rig.ts';
import type { Units } from './warehouse.ts';

export interface Rig extends ConsumerRig {
  stock(): Promise<Units>;
}

export async function makeRig(units: Units): Promise<Rig> {
  const rig = await makeConsumerRig('fulfillment', handlerIn, ['stock']);
  const levels = Object.entries(units).map(([sku, available]) => ({ sku, available }));
  await setStock(engineClient(), rig.tableName('stock'), levels);
  return {
    ...rig,
    stock: async () => {
      const items = await rig.items('stock');
      return Object.fromEntries(items.map(({ key, available }) => [key?.S ?? '', Number(available?.N)]));
    },
  };
}

function handlerIn(environment: Environment) {
  return consumerHandler(
    {
      name: 'fulfillment',
      decider: fulfillment,
      ports: {},
      firstContact: ['order.placed'],
      validators: {
        'order.placed': orderPlaced,
        'payment.captured': paymentCaptured,
        'payment.declined': paymentDeclined,
        'shipment.failed': shipmentFailed,
      },
    },
    environment,
  );
}
