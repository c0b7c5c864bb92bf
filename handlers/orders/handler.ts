/** The order history as a Lambda function. */
import { validator as fulfillmentFailed } from '../../events/compiled/fulfillment-failed.js';
import { validator as fulfillmentPacked } from '../../events/compiled/fulfillment-packed.js';
import { validator as invoiceCredited } from '../../events/compiled/invoice-credited.js';
import { validator as invoiceIssued } from '../../events/compiled/invoice-issued.js';
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { validator as paymentRefunded } from '../../events/compiled/payment-refunded.js';
import { validator as shipmentDispatched } from '../../events/compiled/shipment-dispatched.js';
import { validator as shipmentFailed } from '../../events/compiled/shipment-failed.js';
import { lambdaEnvironment } from '../../lib/consumer/lambda-environment.ts';
import { consumerHandler } from '../../lib/consumer/pipeline.ts';
import { orders } from './orders.ts';
import { indexedWhileOpen } from './overdue.ts';

export const handler = consumerHandler(
  {
    name: 'orders',
    decider: orders,
    ports: {},
    firstContact: ['order.placed'],
    indexed: indexedWhileOpen,
    validators: {
      'order.placed': orderPlaced,
      'payment.captured': paymentCaptured,
      'payment.declined': paymentDeclined,
      'payment.refunded': paymentRefunded,
      'fulfillment.packed': fulfillmentPacked,
      'fulfillment.failed': fulfillmentFailed,
      'shipment.dispatched': shipmentDispatched,
      'shipment.failed': shipmentFailed,
      'invoice.issued': invoiceIssued,
      'invoice.credited': invoiceCredited,
    },
  },
  lambdaEnvironment(),
);
