/**
 * The one declaration of the system: which service consumes and publishes what, and the limits it runs within.
 * Topics, queues, dead-letter queues, policies, tables, roles, alarms, environment variables and docs follow from it.
 */
import type { DraftOf, EventOf, EventType } from '../events/contract.ts';
import type { MetricName } from '../lib/observability/metrics.ts';
import type { RunbookSection } from './stack/alarm.ts';

/** What one service needs. Defaults are in `limits.ts`, with the reason of each. */
export interface ServiceDeclaration {
  /** The service's job in a few words: it becomes the function's description. */
  readonly does: string;
  readonly consumes: readonly EventType[];
  readonly publishes: readonly EventType[];
  /** Tables of its own beside its record per order, by name. */
  readonly tables?: Readonly<Record<string, TableDeclaration>>;
  /** Sparse indexes on its records, by name; the keys are attributes that the consumer's `indexed` writes. */
  readonly indexes?: Readonly<Record<string, IndexDeclaration>>;
  /** Functions of its own that the clock starts, by name: they read its records by index, and keep its own tables. */
  readonly schedules?: Readonly<Record<string, ScheduleDeclaration>>;
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  readonly batchSize?: number;
  readonly batchWindowSeconds?: number;
  /** Most invocations at once: 2 to 1,000. */
  readonly maximumConcurrency?: number;
  /** Attempts before a message goes to the dead-letter queue: at least 5. */
  readonly maxReceiveCount?: number;
  /** Upper bound of the delay before the second attempt; it doubles with each further one, up to the cap. */
  readonly retryBaseSeconds?: number;
  readonly retryCapSeconds?: number;
  /** How long the oldest message may wait before the alarm on age. */
  readonly ageObjectiveSeconds?: number;
}

export interface TableDeclaration {
  readonly partitionKey: string;
}

export interface IndexDeclaration {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Attributes that a query gives beside the keys; without them only keys. */
  readonly includes?: readonly string[];
}

export interface ScheduleDeclaration {
  readonly does: string;
  /** `rate(5 minutes)` or `cron(10 2 * * ? *)`, in UTC. */
  readonly runs: string;
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  /** A metric that the function writes each time, of which anything above zero is an alarm. */
  readonly alarm?: { readonly metric: MetricName; readonly says: string; readonly runbook: RunbookSection };
}

/** What the order API needs. */
export interface ApiDeclaration {
  readonly does: string;
  /** Such as `GET /orders/{id}`. */
  readonly routes: readonly string[];
  readonly publishes: readonly EventType[];
  /** Services whose records it may read. */
  readonly reads: readonly string[];
  /** Tables of services that it may read, by service. */
  readonly readsTables?: Readonly<Record<string, readonly string[]>>;
  readonly tables?: Readonly<Record<string, TableDeclaration>>;
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
}

export interface Topology {
  readonly orderApi: ApiDeclaration;
  readonly services: Readonly<Record<string, ServiceDeclaration>>;
}

export const topology = {
  orderApi: {
    does: 'accepts orders, announces them, and shows what became of them',
    routes: ['POST /orders', 'GET /orders/{id}', 'GET /orders/{id}/invoice', 'GET /forecasts/{sku}'],
    publishes: ['order.placed'],
    reads: ['orders', 'invoice'],
    readsTables: { forecasting: ['demand'] },
    tables: { announcements: { partitionKey: 'key' } },
  },
  services: {
    payment: {
      does: 'captures payments, and refunds them',
      consumes: ['order.placed', 'fulfillment.failed', 'shipment.failed'],
      publishes: ['payment.captured', 'payment.declined', 'payment.refunded'],
      timeoutSeconds: 30,
      maximumConcurrency: 10,
    },
    invoice: {
      does: 'issues invoices with numbers without gaps, voids and credits them',
      consumes: ['order.placed', 'payment.captured', 'payment.declined', 'payment.refunded'],
      publishes: ['invoice.issued', 'invoice.credited'],
      tables: { counters: { partitionKey: 'key' } },
      // Every order advances the one counter of its year: more functions at once would only refuse one another.
      maximumConcurrency: 2,
    },
    fulfillment: {
      does: 'reserves stock for paid orders, all lines or none, and restocks what comes back',
      consumes: ['order.placed', 'payment.captured', 'payment.declined', 'shipment.failed'],
      publishes: ['fulfillment.packed', 'fulfillment.failed'],
      tables: { stock: { partitionKey: 'key' } },
      maximumConcurrency: 10,
    },
    shipping: {
      does: 'books a carrier for packed orders',
      consumes: ['order.placed', 'fulfillment.packed'],
      publishes: ['shipment.dispatched', 'shipment.failed'],
      maximumConcurrency: 10,
    },
    forecasting: {
      does: 'keeps the demand for each SKU, and forecasts it',
      consumes: ['order.placed', 'payment.declined', 'fulfillment.failed'],
      publishes: [],
      tables: { demand: { partitionKey: 'key' } },
      indexes: { day: { partitionKey: 'dayShard', includes: ['facts'] } },
      schedules: {
        rollUp: {
          does: 'adds up the demand for each SKU',
          runs: 'rate(1 hour)',
          timeoutSeconds: 300,
          memoryMegabytes: 1024,
        },
      },
      maximumConcurrency: 10,
    },
    rewards: {
      does: 'awards points, and takes them back',
      consumes: ['payment.captured', 'payment.refunded'],
      publishes: [],
      tables: { balances: { partitionKey: 'key' } },
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
      indexes: {
        open: { partitionKey: 'openShard', sortKey: 'openSince' },
        customer: { partitionKey: 'customer' },
      },
      schedules: {
        watchdog: {
          does: 'reports orders that came to no end in time',
          runs: 'rate(5 minutes)',
          alarm: { metric: 'OverdueOrders', says: 'Orders came to no end within the hour', runbook: 'orders-overdue' },
        },
      },
      maximumConcurrency: 10,
    },
  },
} as const satisfies Topology;

type Services = typeof topology.services;

export type ServiceName = keyof Services;

/** The events that `Name` may receive. */
export type Consumed<Name extends ServiceName> = EventOf<Services[Name]['consumes'][number]>;

/** The events that `Name` may emit: emitting another does not compile. */
export type Emitted<Name extends ServiceName> = DraftOf<Services[Name]['publishes'][number]>;
