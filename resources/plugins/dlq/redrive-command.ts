/** `serverless dlq redrive`. */
import { print } from '../../../lib/cli/output.ts';
import { count, duration, rate } from '../../../lib/cli/quantities.ts';
import { exitCodeOfRedrive } from '../../../lib/dead-letters/exit-codes.ts';
import {
  CANARY_TIMEOUT_MS,
  type RedriveOptions,
  redriveMessages,
} from '../../../lib/dead-letters/operations/redrive.ts';
import { selectionOf } from '../../../lib/dead-letters/selection.ts';
import { redriveText } from '../../../lib/dead-letters/words.ts';
import type { Options, TerminalContext } from './command-options.ts';

export async function redriveCommand(context: TerminalContext, options: Options): Promise<number> {
  const { stage } = context;
  const report = await redriveMessages(context, redriveOptions(options, context.clock.now()));
  print(options, report, () => {
    const isOver = report.redriven.every(({ end, would }) => end === 'done' && would === undefined);
    const next = isOver ? stage.command('dlq list --sure') : stage.command('dlq list');
    return `${redriveText(report)}\nNext: ${next}`;
  });
  const exitCode = exitCodeOfRedrive(report);
  return exitCode === 0 ? 0 : (context.interruptedWith() ?? exitCode);
}

/** All of them are checked, in a dry run as well. */
function redriveOptions(options: Options, now: number): RedriveOptions {
  const timeout = options['canary-timeout'];
  return {
    selection: selectionOf(options, now),
    isDryRun: options['dry-run'] === true,
    rate: options.rate === undefined ? undefined : rate('--rate', options.rate),
    canaries: options.canary === undefined ? undefined : count('--canary', options.canary, { min: 1, max: 10_000 }),
    canaryTimeoutMs: timeout === undefined ? CANARY_TIMEOUT_MS : secondsOrDuration('--canary-timeout', timeout),
    stopOnFailure: options['stop-on-failure'] === true,
    byMoveTask: options['move-task'] === true,
  };
}

/** This option took whole seconds before durations had units. */
function secondsOrDuration(option: string, text: string): number {
  return duration(option, /^\d+$/.test(text) ? `${text}s` : text);
}
