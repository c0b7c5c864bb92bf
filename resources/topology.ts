/**
 * The services of the system: what each consumes and publishes is in its `service.ts`. Limits that belong to operations may be
 * overridden here: `invoice: { ...invoice, memoryMegabytes: 1024 }`.
 */
import type { EventType } from '../events/contract.ts';
import { service as forecasting } from '../handlers/forecasting/service.ts';
import { service as fulfillment } from '../handlers/fulfillment/service.ts';
import { service as invoice } from '../handlers/invoice/service.ts';
import { service as orders } from '../handlers/orders/service.ts';
import { service as payment } from '../handlers/payment/service.ts';
import { service as rewards } from '../handlers/rewards/service.ts';
import { service as shipping } from '../handlers/shipping/service.ts';
import type { ServiceDeclaration, TableDeclaration } from '../lib/lambda/service.ts';

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
  services: { payment, invoice, fulfillment, shipping, forecasting, rewards, orders },
} as const satisfies Topology;

export type ServiceName = keyof typeof topology.services;
