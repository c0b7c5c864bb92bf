/** Payment as a Lambda function. */
import { validator as fulfillmentFailed } from '../../events/compiled/fulfillment-failed.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as shipmentFailed } from '../../events/compiled/shipment-failed.js';
import { systemClock } from '../../lib/clock/clock.ts';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { payment } from './payment.ts';
import { sandboxGateway } from './sandbox-gateway.ts';

export const handler = consumerHandler(
  {
    name: 'payment',
    decider: payment,
    ports: sandboxGateway(systemClock, process.env.SANDBOX_OUTAGE_UNTIL),
    firstContact: ['order.placed'],
    validators: {
      'order.placed': orderPlaced,
      'fulfillment.failed': fulfillmentFailed,
      'shipment.failed': shipmentFailed,
    },
  },
  lambdaEnvironment(),
);
