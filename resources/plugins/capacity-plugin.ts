/** `serverless capacity`: what a load does to the queues, what binds first, and what it costs. Asks nothing of AWS. */
import { writeFileSync } from 'node:fs';
import { type CommandOptions, type Framework, hook } from '../../lib/cli/command.ts';
import { jsonOption, print } from '../../lib/cli/output.ts';
import { amount } from '../../lib/cli/quantities.ts';
import { Refusal } from '../../lib/cli/refusal.ts';
import { readProfile } from '../capacity/profile.ts';
import { capacityReport, textOf } from '../capacity/report.ts';

interface Options extends CommandOptions {
  readonly 'orders-per-second'?: string;
  readonly usual?: string;
  readonly minutes?: string;
  readonly profile?: string;
  readonly plot?: string;
}

/** Longer loads are no peaks: what lasts a day must be kept up with. */
const MAX_MINUTES = 24 * 60;
/** A peak is twenty times as much as usual, unless it is said. */
const PEAK_FACTOR = 20;

export default class CapacityPlugin {
  readonly commands = {
    capacity: {
      usage: 'Forecast backlogs, quotas and cost of a load',
      lifecycleEvents: ['forecast'],
      options: {
        'orders-per-second': { usage: 'Orders per second at the peak', type: 'string', required: true },
        usual: { usage: 'Orders per second before and after (default a twentieth)', type: 'string' },
        minutes: { usage: 'How long the peak lasts (default 10)', type: 'string' },
        profile: { usage: 'Durations of your functions (default resources/capacity/profile.json)', type: 'string' },
        plot: { usage: 'Draw backlog and age into this SVG file', type: 'string' },
        json: jsonOption,
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(framework: Framework, options: Options) {
    this.hooks = { 'capacity:forecast': hook(framework, 'CAPACITY', () => printForecast(options)) };
  }
}

function printForecast(options: Options): undefined {
  const ordersPerSecond = amount('--orders-per-second', options['orders-per-second'] ?? '', 1e6);
  const usual = options.usual === undefined ? ordersPerSecond / PEAK_FACTOR : amount('--usual', options.usual, 1e6);
  const seconds = Math.ceil(amount('--minutes', options.minutes ?? '10', MAX_MINUTES) * 60);
  const load = { begins: 'order.placed', ordersPerSecond, usualOrdersPerSecond: usual, seconds };
  const { report, picture } = capacityReport(profileIn(options.profile), load);
  if (options.plot !== undefined) writeFileSync(options.plot, picture);
  print(options, report, () => textOf(report));
}

function profileIn(file: string | undefined) {
  try {
    return readProfile(file);
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}
