/**
 * The one declaration of the system: which service consumes and publishes what, and the limits it runs within.
 * Topics, queues, dead-letter queues, policies, tables, roles, alarms, environment variables and docs follow from it.
 */
import type { DraftOf, EventOf, EventType } from '../events/contract.ts';

/** What one service needs. Defaults are in `limits.ts`, with the reason of each. */
export interface ServiceDeclaration {
  /** The service's job in a few words: it becomes the function's description. */
  readonly does: string;
  readonly consumes: readonly EventType[];
  readonly publishes: readonly EventType[];
  /** Tables of its own beside its record per order, by name; the value is the partition key. */
  readonly tables?: Readonly<Record<string, TableDeclaration>>;
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  readonly batchSize?: number;
  readonly batchWindowSeconds?: number;
  /** Most invocations at once: 2 to 1,000. */
  readonly maximumConcurrency?: number;
  /** Attempts before a message goes to the dead-letter queue: at least 5. */
  readonly maxReceiveCount?: number;
}

export interface TableDeclaration {
  readonly partitionKey: string;
}

export const topology = {
  orderApi: { publishes: ['order.placed'], reads: ['orders'] },
  services: {
    payment: {
      does: 'captures payments, and refunds them',
      consumes: ['order.placed', 'fulfillment.failed', 'shipment.failed'],
      publishes: ['payment.captured', 'payment.declined', 'payment.refunded'],
      timeoutSeconds: 30,
      maximumConcurrency: 10,
    },
    orders: {
      does: 'keeps the history of each order',
      consumes: [
        'order.placed',
        'payment.captured',
        'payment.declined',
        'payment.refunded',
        'fulfillment.packed',
        'fulfillment.failed',
        'shipment.dispatched',
        'shipment.failed',
        'invoice.issued',
        'invoice.credited',
      ],
      publishes: [],
      maximumConcurrency: 10,
    },
  },
} as const satisfies {
  orderApi: { publishes: readonly EventType[]; reads: readonly string[] };
  services: Readonly<Record<string, ServiceDeclaration>>;
};

type Services = typeof topology.services;

export type ServiceName = keyof Services;

/** The events that `Name` may receive. */
export type Consumed<Name extends ServiceName> = EventOf<Services[Name]['consumes'][number]>;

/** The events that `Name` may emit: emitting another does not compile. */
export type Emitted<Name extends ServiceName> = DraftOf<Services[Name]['publishes'][number]>;
