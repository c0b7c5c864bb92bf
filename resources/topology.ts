/**
 * The services of the system; what each consumes and publishes is in its `service.ts`. Limits that belong to operations may be
 * overridden here: `{ ...invoice, memoryMegabytes: 1024 }`.
 */
import type { EventType } from '../events/contract.ts';
import { service as forecasting } from '../handlers/forecasting/service.ts';
import { service as fulfillment } from '../handlers/fulfillment/service.ts';
import { service as invoice } from '../handlers/invoice/service.ts';
import { service as orderApi } from '../handlers/order-api/service.ts';
import { service as orders } from '../handlers/orders/service.ts';
import { service as payment } from '../handlers/payment/service.ts';
import { service as rewards } from '../handlers/rewards/service.ts';
import { service as shipping } from '../handlers/shipping/service.ts';
import type { ServiceDeclaration } from '../lib/lambda/service.ts';

export const topology = [
  orderApi,
  payment,
  invoice,
  fulfillment,
  shipping,
  forecasting,
  rewards,
  orders,
] as const satisfies readonly ServiceDeclaration<EventType>[];
