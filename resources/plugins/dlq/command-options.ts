/** The options of `serverless dlq`, and what they mean: each is checked before anything is touched. */
import { personalFields } from '../../../events/personal-fields.ts';
import { type CommandOptions, type Framework, stageOf } from '../../../lib/cli/command.ts';
import { interruption } from '../../../lib/cli/interruption.ts';
import { progressOn } from '../../../lib/cli/progress.ts';
import { systemClock } from '../../../lib/clock/clock.ts';
import type { Context } from '../../../lib/dead-letters/operations/context.ts';
import type { SelectionOptions } from '../../../lib/dead-letters/selection.ts';
import { sourcesIn } from '../dead-letter-sources.ts';

export interface Options extends CommandOptions, SelectionOptions {
  readonly service?: string;
  readonly limit?: string;
  readonly full?: boolean;
  readonly sure?: boolean;
  readonly format?: string;
  readonly rate?: string;
  readonly canary?: string;
  readonly 'canary-timeout'?: string;
  readonly 'stop-on-failure'?: boolean;
  readonly 'move-task'?: boolean;
  readonly 'dry-run'?: boolean;
  readonly patch?: string;
  readonly to?: string;
  readonly from?: string;
  readonly yes?: boolean;
  /** False with `--no-archive`. */
  readonly archive?: boolean;
  readonly force?: boolean;
}

/** How a command of the terminal works: until a signal, whose exit code it then ends with. */
export interface TerminalContext extends Context {
  readonly interruptedWith: () => number | undefined;
}

/** On the dead-letter queues of `service`, or of all. */
export function contextOf(framework: Framework, options: Options, service: string | undefined): TerminalContext {
  const stage = stageOf(framework, options);
  const sources = sourcesIn(stage.prefix, service);
  const { isInterrupted, exitCode } = interruption();
  return {
    stage,
    sources,
    personal: personalFields,
    clock: systemClock,
    progress: progressOn(process.stderr),
    isInterrupted,
    interruptedWith: exitCode,
  };
}
