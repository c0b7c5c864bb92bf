/** `serverless capacity`: what a load does to the queues, what binds first, and what it costs. Asks nothing of AWS. */
import { writeFileSync } from 'node:fs';
import { type Framework, jsonOption, Stage, type StageOptions } from '../../lib/cli/stage.ts';
import { readProfile } from '../capacity/profile.ts';
import { capacityReport, textOf } from '../capacity/report.ts';

interface Options extends StageOptions {
  readonly 'orders-per-second'?: string;
  readonly usual?: string;
  readonly minutes?: string;
  readonly profile?: string;
  readonly plot?: string;
}

/** Longer loads are no peaks: what lasts a day must be kept up with. */
const MOST_MINUTES = 24 * 60;
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
    this.hooks = { 'capacity:forecast': async () => printForecast(new Stage(framework, options, 'CAPACITY'), options) };
  }
}

function printForecast(stage: Stage, options: Options): void {
  const ordersPerSecond = numberIn(stage, '--orders-per-second', options['orders-per-second'] ?? '', 1e6);
  const usual =
    options.usual === undefined ? ordersPerSecond / PEAK_FACTOR : numberIn(stage, '--usual', options.usual, 1e6);
  const seconds = Math.ceil(numberIn(stage, '--minutes', options.minutes ?? '10', MOST_MINUTES) * 60);
  const load = { begins: 'order.placed', ordersPerSecond, usualOrdersPerSecond: usual, seconds };
  const { report, picture } = capacityReport(profileIn(stage, options.profile), load);
  if (options.plot !== undefined) writeFileSync(options.plot, picture);
  stage.print(report, () => textOf(report));
}

function profileIn(stage: Stage, file: string | undefined) {
  try {
    return readProfile(file);
  } catch (error) {
    throw stage.refusal(error instanceof Error ? error.message : String(error));
  }
}

function numberIn(stage: Stage, name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= most) return value;
  throw stage.refusal(`${name} is ${JSON.stringify(text)}; it must be a number above 0, at most ${most}`);
}
