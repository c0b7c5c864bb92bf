/** The compiled validator of every event type: for whoever reads any event. Most functions import the few that they need. */
import { validator as fulfillmentFailed } from './compiled/fulfillment-failed.js';
import { validator as fulfillmentPacked } from './compiled/fulfillment-packed.js';
import { validator as invoiceCredited } from './compiled/invoice-credited.js';
import { validator as invoiceIssued } from './compiled/invoice-issued.js';
import { validator as orderPlaced } from './compiled/order-placed.js';
import { validator as paymentCaptured } from './compiled/payment-captured.js';
import { validator as paymentDeclined } from './compiled/payment-declined.js';
import { validator as paymentRefunded } from './compiled/payment-refunded.js';
import { validator as shipmentDispatched } from './compiled/shipment-dispatched.js';
import { validator as shipmentFailed } from './compiled/shipment-failed.js';

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
