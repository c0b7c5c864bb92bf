/** Orders on the page: the list, one order, and how long orders take. */
import { dynamoDbPort } from '../../../lib/aws/sdk-port.ts';
import type { Stage, StageClients } from '../../../lib/cli/stage.ts';
import type { Clock } from '../../../lib/clock/clock.ts';
import { physicalName } from '../../../lib/lambda/names.ts';
import { recordReader } from '../../../lib/store/record-reader.ts';
import { refusal } from './access.ts';
import { type Actions, reads, requiredTextIn, textIn, truthIn } from './actions.ts';
import type { OrderPage } from './contract.ts';
import type { FlowMap, FlowNames } from './flow.ts';
import type { Journeys } from './journeys.ts';
import type { LocalFailures } from './local-failures.ts';
import type { LoggedAttempt, LogQuery } from './order-logs.ts';
import { orderPageOf } from './order-page.ts';
import { orderDurations, searchOrders } from './order-search.ts';
import { shown } from './refusals.ts';

export interface OrderPorts {
  readonly stage: Stage;
  readonly map: FlowMap;
  readonly names: FlowNames;
  readonly clock: Clock;
  /** What functions of this machine were seen to do; nobody sees those of AWS. */
  readonly journeys: Pick<Journeys, 'of'>;
  readonly failures: Pick<LocalFailures, 'of'>;
  /** What functions on AWS wrote about an order; those of this machine write to the terminal. */
  readonly logs?: ((query: LogQuery) => Promise<readonly LoggedAttempt[]>) | undefined;
}

export function orderActions(ports: OrderPorts): Actions {
  const { stage, clock } = ports;
  const inTable = <T>(work: (orders: Parameters<typeof searchOrders>[0]) => Promise<T>) =>
    shown(() =>
      stage.use(({ dynamodb }) => work({ dynamodb, table: physicalName(stage.prefix, 'orders'), now: clock.now() })),
    );
  return {
    'orders/search': reads(({ body }) => {
      const [text, status, from] = [textIn(body, 'text'), textIn(body, 'status'), textIn(body, 'from')];
      const search = {
        ...(text !== undefined && { text: text.trim() }),
        ...(status !== undefined && { status }),
        ...(from !== undefined && { from }),
        reveal: truthIn(body, 'reveal'),
      };
      return inTable((orders) => searchOrders(orders, search));
    }),
    'orders/order': reads(({ body }) =>
      shown(() =>
        stage.use((clients) => orderPage(ports, clients, requiredTextIn(body, 'id'), truthIn(body, 'reveal'))),
      ),
    ),
    'orders/durations': reads(() => inTable(orderDurations)),
    'orders/logs': reads(({ body }) => logsOf(ports, requiredTextIn(body, 'id'), requiredTextIn(body, 'from'))),
  };
}

/** From a minute before the order was placed: clocks differ. */
async function logsOf({ stage, clock, logs }: OrderPorts, subject: string, placedAt: string) {
  if (logs === undefined) throw refusal(404, 'Not found', 'The functions of this machine log to the terminal.');
  const fromMs = Date.parse(placedAt) - 60_000;
  if (Number.isNaN(fromMs)) throw refusal(400, 'Bad request', 'from must be a time');
  // A stage tells what AWS refuses in words that help.
  return { attempts: await shown(() => stage.use(() => logs({ subject, fromMs, toMs: clock.now() }))) };
}

async function orderPage(
  { stage, map, names, clock, journeys, failures }: OrderPorts,
  { dynamodb }: StageClients,
  orderId: string,
  reveal: boolean,
): Promise<OrderPage> {
  const records = await Promise.all(
    map.services.map(async ({ name }) => {
      const records = recordReader(dynamoDbPort(dynamodb), physicalName(stage.prefix, name));
      return [name, await records.load(orderId)] as const;
    }),
  );
  const attempts = journeys.of(orderId);
  const page = orderPageOf({
    orderId,
    map,
    records: Object.fromEntries(records),
    attemptsOf: (service, id) =>
      attempts.filter((one) => one.functionName === names.function(service) && one.eventId === id),
    failures: failures.of(orderId),
    now: clock.now(),
    reveal,
  });
  if (page !== undefined) return page;
  throw refusal(
    404,
    'Unknown order',
    'No service has heard of this order. One that was just accepted may take a moment.',
  );
}
