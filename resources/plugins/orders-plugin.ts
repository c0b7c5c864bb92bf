/** `serverless orders overdue`: the orders that were placed a while ago and came to no end, on this machine or on AWS. */

import { type OverdueOrder, overdueOrders } from '../../handlers/orders/overdue.ts';
import { DEADLINE_MINUTES } from '../../handlers/orders/watchdog.ts';
import { dynamoDbPort } from '../../lib/aws/sdk-port.ts';
import { type Framework, jsonOption, Stage, type StageOptions } from '../../lib/cli/stage.ts';
import { timestamp } from '../../lib/clock/clock.ts';
import { physicalName } from '../../lib/lambda/names.ts';

interface Options extends StageOptions {
  readonly minutes?: string;
}

/** There are overdue orders: a script may act on that. */
const EXIT_OVERDUE = 3;

export default class OrdersPlugin {
  readonly commands = {
    orders: {
      usage: 'Orders on their way',
      type: 'container',
      commands: {
        overdue: {
          usage: `List the orders that came to no end in time; exits with ${EXIT_OVERDUE} if there are any`,
          lifecycleEvents: ['list'],
          options: {
            minutes: { usage: `Open for longer than this many minutes (default ${DEADLINE_MINUTES})`, type: 'string' },
            json: jsonOption,
          },
        },
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    this.hooks = { 'orders:overdue:list': () => listOverdue(new Stage(framework, options, 'ORDERS'), options) };
  }
}

async function listOverdue(stage: Stage, { minutes = String(DEADLINE_MINUTES) }: Options): Promise<void> {
  const limit = Number(minutes);
  if (!(limit >= 0) || minutes.trim() === '') {
    throw stage.refusal(`--minutes is ${JSON.stringify(minutes)}; it must be a number of minutes, such as 60`);
  }
  const now = Date.now();
  const deadline = timestamp(now - limit * 60_000);
  const table = physicalName(stage.prefix, 'orders');
  const overdue = await stage.use(({ dynamodb }) =>
    Array.fromAsync(overdueOrders(dynamoDbPort(dynamodb), table, deadline)),
  );
  overdue.sort((left, right) => (left.openSince < right.openSince ? -1 : 1));
  stage.print({ stage: stage.name, deadline, overdue }, () => textOf(overdue, limit, now));
  if (overdue.length > 0) process.exitCode = EXIT_OVERDUE;
}

function textOf(overdue: readonly OverdueOrder[], limit: number, now: number): string {
  if (overdue.length === 0) return `No order has been open for more than ${limit} minutes.`;
  const rows = overdue.map(({ orderId, openSince }) => {
    const minutes = Math.floor((now - Date.parse(openSince)) / 60_000);
    return `${orderId}  open since ${openSince}  ${String(minutes).padStart(6)} minutes`;
  });
  return [
    ...rows,
    '',
    `${overdue.length} overdue. Next: see where one stopped with GET /orders/{id}, and look for its message in the dead-letter`,
    'queues (docs/runbook.md#orders-overdue).',
  ].join('\n');
}
