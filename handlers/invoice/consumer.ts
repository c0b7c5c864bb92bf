/** Invoice as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { validator as paymentRefunded } from '../../events/compiled/payment-refunded.js';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import { type Invoice, invoice } from './invoice.ts';
import type { NumberSeries } from './number-series.ts';
import { service } from './service.ts';

export const invoiceConsumer = (ports: NumberSeries): Consumer<Invoice> => ({
  name: service.name,
  decider: invoice,
  ports,
  startsWith: ['order.placed'],
  validators: {
    'order.placed': orderPlaced,
    'payment.captured': paymentCaptured,
    'payment.declined': paymentDeclined,
    'payment.refunded': paymentRefunded,
  },
});
