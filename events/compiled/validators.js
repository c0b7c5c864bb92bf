import { validator as orderPlaced } from './order-placed.js';
import { validator as paymentCaptured } from './payment-captured.js';
import { validator as paymentDeclined } from './payment-declined.js';
import { validator as paymentRefunded } from './payment-refunded.js';
import { validator as fulfillmentPacked } from './fulfillment-packed.js';
import { validator as fulfillmentFailed } from './fulfillment-failed.js';
import { validator as shipmentDispatched } from './shipment-dispatched.js';
import { validator as shipmentFailed } from './shipment-failed.js';
import { validator as invoiceIssued } from './invoice-issued.js';
import { validator as invoiceCredited } from './invoice-credited.js';

export const validators = {
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
};
