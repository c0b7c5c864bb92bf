import type { validator as orderPlaced } from './order-placed.js';
import type { validator as paymentCaptured } from './payment-captured.js';
import type { validator as paymentDeclined } from './payment-declined.js';
import type { validator as paymentRefunded } from './payment-refunded.js';
import type { validator as fulfillmentPacked } from './fulfillment-packed.js';
import type { validator as fulfillmentFailed } from './fulfillment-failed.js';
import type { validator as shipmentDispatched } from './shipment-dispatched.js';
import type { validator as shipmentFailed } from './shipment-failed.js';
import type { validator as invoiceIssued } from './invoice-issued.js';
import type { validator as invoiceCredited } from './invoice-credited.js';

export declare const validators: {
  readonly 'order.placed': typeof orderPlaced;
  readonly 'payment.captured': typeof paymentCaptured;
  readonly 'payment.declined': typeof paymentDeclined;
  readonly 'payment.refunded': typeof paymentRefunded;
  readonly 'fulfillment.packed': typeof fulfillmentPacked;
  readonly 'fulfillment.failed': typeof fulfillmentFailed;
  readonly 'shipment.dispatched': typeof shipmentDispatched;
  readonly 'shipment.failed': typeof shipmentFailed;
  readonly 'invoice.issued': typeof invoiceIssued;
  readonly 'invoice.credited': typeof invoiceCredited;
};
