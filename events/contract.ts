/**
 * The contract: every event type, with its schema and an example. A type that is missing here does not exist:
 * the topology cannot name it, and no decider can emit it.
 */
import type { Static, TSchema } from 'typebox';
import type { CloudEvent, Draft } from '../lib/cloudevents/envelope.ts';
import * as fulfillmentFailed from './fulfillment-failed.ts';
import * as fulfillmentPacked from './fulfillment-packed.ts';
import * as invoiceCredited from './invoice-credited.ts';
import * as invoiceIssued from './invoice-issued.ts';
import * as orderPlaced from './order-placed.ts';
import * as paymentCaptured from './payment-captured.ts';
import * as paymentDeclined from './payment-declined.ts';
import * as paymentRefunded from './payment-refunded.ts';
import * as shipmentDispatched from './shipment-dispatched.ts';
import * as shipmentFailed from './shipment-failed.ts';

/** Schema and example of each event type. Imported by tests and generators; handlers import compiled validators instead. */
export const contract = {
  'order.placed': { schema: orderPlaced.OrderPlaced, example: orderPlaced.example },
  'payment.captured': { schema: paymentCaptured.PaymentCaptured, example: paymentCaptured.example },
  'payment.declined': { schema: paymentDeclined.PaymentDeclined, example: paymentDeclined.example },
  'payment.refunded': { schema: paymentRefunded.PaymentRefunded, example: paymentRefunded.example },
  'fulfillment.packed': { schema: fulfillmentPacked.FulfillmentPacked, example: fulfillmentPacked.example },
  'fulfillment.failed': { schema: fulfillmentFailed.FulfillmentFailed, example: fulfillmentFailed.example },
  'shipment.dispatched': { schema: shipmentDispatched.ShipmentDispatched, example: shipmentDispatched.example },
  'shipment.failed': { schema: shipmentFailed.ShipmentFailed, example: shipmentFailed.example },
  'invoice.issued': { schema: invoiceIssued.InvoiceIssued, example: invoiceIssued.example },
  'invoice.credited': { schema: invoiceCredited.InvoiceCredited, example: invoiceCredited.example },
} as const satisfies Record<string, { schema: TSchema; example: unknown }>;

type Contract = typeof contract;

/** The name of an event type. */
export type EventType = keyof Contract;

/** The data of an event of type `T`. */
export type DataOf<T extends EventType> = Static<Contract[T]['schema']>;

/** An event of type `T` (a union where `T` is one) as it stands on the wire. */
export type EventOf<T extends EventType> = { [K in T]: CloudEvent<K, DataOf<K>> }[T];

/** An event of type `T` before the pipeline puts it into its envelope. */
export type DraftOf<T extends EventType> = { [K in T]: Draft<K, DataOf<K>> }[T];

/** The events that a service may receive, by its declaration. */
export type Consumed<Service extends { readonly consumes: readonly EventType[] }> = EventOf<
  Service['consumes'][number]
>;

/** The events that a service may emit, by its declaration: emitting another does not compile. */
export type Emitted<Service extends { readonly publishes: readonly EventType[] }> = DraftOf<
  Service['publishes'][number]
>;
