/** Shipping as a Lambda function. */
import { validator as fulfillmentPacked } from '../../events/compiled/fulfillment-packed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { sandboxCarrier } from './sandbox-carrier.ts';
import { shipping } from './shipping.ts';

export const handler = consumerHandler(
  {
    name: 'shipping',
    decider: shipping,
    ports: sandboxCarrier,
    firstContact: ['order.placed'],
    validators: { 'order.placed': orderPlaced, 'fulfillment.packed': fulfillmentPacked },
  },
  lambdaEnvironment(),
);
