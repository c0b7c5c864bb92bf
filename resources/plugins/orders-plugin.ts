/** `serverless orders overdue`: the orders that were placed a while ago and did not finish, on this machine or on AWS. */
import { type OverdueOrder, overdueOrders } from '../../handlers/orders/overdue.ts';
import { DEADLINE_MINUTES } from '../../handlers/orders/watchdog.ts';
import { dynamoDbPort } from '../../lib/aws/sdk-port.ts';
import { type CommandOptions, type Framework, hook, stageOf } from '../../lib/cli/command.ts';
import { jsonOption, print } from '../../lib/cli/output.ts';
import { count } from '../../lib/cli/quantities.ts';
import { type Stage, shellWord } from '../../lib/cli/stage.ts';
import { timestamp } from '../../lib/clock/clock.ts';
import { physicalName } from '../../lib/lambda/names.ts';
import { printable } from '../../lib/printable.ts';

interface Options extends CommandOptions {
  readonly minutes?: string;
}

/** There are overdue orders: a script may act on that. */
const EXIT_OVERDUE = 3;

/** Ten years. */
const MAX_MINUTES = 5_256_000;

export default class OrdersPlugin {
  readonly commands = {
    orders: {
      usage: 'Orders on their way',
      type: 'container',
      commands: {
        overdue: {
          usage: `List the orders that did not finish in time; exits with ${EXIT_OVERDUE} if there are any`,
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
    this.hooks = {
      'orders:overdue:list': hook(framework, 'ORDERS', () => listOverdue(stageOf(framework, options), options)),
    };
  }
}

async function listOverdue(stage: Stage, options: Options): Promise<number> {
  const { minutes = String(DEADLINE_MINUTES) } = options;
  const limit = count('--minutes', minutes, { min: 0, max: MAX_MINUTES });
  const now = Date.now();
  const deadline = timestamp(now - limit * 60_000);
  const table = physicalName(stage.prefix, 'orders');
  const overdue = await stage.use(({ dynamodb }) =>
    Array.fromAsync(overdueOrders(dynamoDbPort(dynamodb), table, deadline)),
  );
  overdue.sort((left, right) => (left.openSince < right.openSince ? -1 : 1));
  print(options, { stage: stage.name, deadline, overdue }, () => textOf(overdue, limit, now, stage));
  return overdue.length > 0 ? EXIT_OVERDUE : 0;
}

function textOf(overdue: readonly OverdueOrder[], limit: number, now: number, stage: Stage): string {
  if (overdue.length === 0) return `No order has been open for more than ${limit} minutes.`;
  const rows = overdue.map(({ orderId, openSince }) => {
    const minutes = Math.floor((now - Date.parse(openSince)) / 60_000);
    return `${printable(orderId)}  open since ${openSince}  ${String(minutes).padStart(6)} minutes`;
  });
  return [
    ...rows,
    '',
    `${overdue.length} overdue. Next: see where one stopped with GET /orders/{id}, and look for its messages in the dead-letter`,
    `queues (docs/runbook.md#orders-overdue): ${stage.command(`dlq peek --where ${shellWord(`subject=${overdue[0]?.orderId}`)}`)}`,
  ].join('\n');
}
