/** Fulfillment's real pipeline, and stock on its shelves. */
import { fulfillmentConsumer } from '../../../handlers/fulfillment/consumer.ts';
import { setStock } from '../../../handlers/fulfillment/stock-command.ts';
import { consumerHandler } from '../../../lib/consumer/pipeline.ts';
import { type ConsumerRig, engineClient, makeConsumerRig } from '../../rig/service.ts';
import type { Units } from './warehouse.ts';

export interface Rig extends ConsumerRig {
  stock(): Promise<Units>;
}

export async function makeRig(units: Units): Promise<Rig> {
  const rig = await makeConsumerRig('fulfillment', (environment) => consumerHandler(fulfillmentConsumer, environment), [
    'stock',
  ]);
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
