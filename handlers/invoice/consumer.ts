/** Invoice as a consumer: its decider, and what the pipeline has to know to run it. */
import { validator as orderPlaced } from '../../events/compiled/order-placed.js';
import { validator as paymentCaptured } from '../../events/compiled/payment-captured.js';
import { validator as paymentDeclined } from '../../events/compiled/payment-declined.js';
import { validator as paymentRefunded } from '../../events/compiled/payment-refunded.js';
import type { InvoiceRecord } from '../../events/invoice-record.ts';
import type { Consumer } from '../../lib/consumer/consumer.ts';
import type { Consumed, Emitted } from '../../resources/topology.ts';
import { invoice } from './invoice.ts';
import type { NumberSeries } from './number-series.ts';

export const invoiceConsumer = (
  ports: NumberSeries,
): Consumer<InvoiceRecord, Consumed<'invoice'>, Emitted<'invoice'>, NumberSeries> => ({
  name: 'invoice',
  decider: invoice,
  ports,
  firstContact: ['order.placed'],
  validators: {
    'order.placed': orderPlaced,
    'payment.captured': paymentCaptured,
    'payment.declined': paymentDeclined,
    'payment.refunded': paymentRefunded,
  },
});
