/** `serverless dlq archive`, `dlq purge` and `dlq restore`. */
import { type Ask, askYesOrNo } from '../../../lib/cli/asking.ts';
import { print } from '../../../lib/cli/output.ts';
import { Refusal } from '../../../lib/cli/refusal.ts';
import { exitCodeOfArchive } from '../../../lib/dead-letters/exit-codes.ts';
import { archiveDirectory, archiveMessages, purgeMessages } from '../../../lib/dead-letters/operations/archive.ts';
import { restoreMessages } from '../../../lib/dead-letters/operations/restore.ts';
import type { ArchiveReport } from '../../../lib/dead-letters/reports.ts';
import { selectionOf } from '../../../lib/dead-letters/selection.ts';
import { archiveText } from '../../../lib/dead-letters/words.ts';
import { printable } from '../../../lib/printable.ts';
import type { Options, TerminalContext } from './command-options.ts';

export async function archiveCommand(context: TerminalContext, options: Options): Promise<number> {
  const { to } = options;
  if (to === undefined) throw new Refusal('name a directory for the archive: --to DIR');
  const selection = selectionOf(options, context.clock.now());
  const report = await archiveMessages(context, { selection, directory: to });
  const document = { ...documentOf(report), archived: to };
  return ended(context, options, report, document, `archived in ${printable(to)}; they are still in their queues`);
}

export async function purgeCommand(context: TerminalContext, options: Options, ask: Ask = askYesOrNo): Promise<number> {
  const selection = selectionOf(options, context.clock.now());
  const directory = options.archive === false ? undefined : (options.to ?? archiveDirectory(context));
  const how = directory === undefined ? 'WITHOUT an archive: they are lost' : `after archiving them in ${directory}`;
  const which = context.sources.map(({ dlq }) => dlq).join(', ');
  const question = `Delete the messages of ${which} (${selection.words}) ${how}?`;
  if (options.yes !== true && !(await ask(printable(question)))) {
    throw new Refusal(`nothing was purged: answer y, or give --yes. The messages meant: ${selection.words}`);
  }
  const report = await purgeMessages(context, { selection, directory, isForced: options.force === true });
  const done = directory === undefined ? 'purged' : `purged, archived in ${printable(directory)}`;
  return ended(context, options, report, { ...documentOf(report), archive: report.directory }, done);
}

export async function restoreCommand(context: TerminalContext, options: Options): Promise<number> {
  const { from } = options;
  if (from === undefined) throw new Refusal('name the directory of the archive: --from DIR');
  const report = await restoreMessages(context, { from });
  const done = `restored from ${printable(from)}; what was restored before, or is still in its queue, was left out`;
  const next = `Next: ${context.stage.command('dlq redrive')}`;
  return ended(context, options, report, { ...documentOf(report), from }, done, next);
}

/** `letters` by service is what the counts were called before; it goes with the next release. */
function documentOf(report: ArchiveReport) {
  const letters: Record<string, number> = {};
  for (const { service, messages } of report.queues) {
    if (messages > 0) letters[service] = (letters[service] ?? 0) + messages;
  }
  return { ...report, letters };
}

function ended(
  context: TerminalContext,
  options: Options,
  report: ArchiveReport,
  document: object,
  done: string,
  next?: string,
): number {
  const selected = report.selection === 'all' ? '' : `Messages meant: ${report.selection}.\n`;
  const lines = [`${selected}${archiveText(report, done)}`, ...(next === undefined ? [] : [next])];
  print(options, document, () => lines.join('\n'));
  const exitCode = exitCodeOfArchive(report);
  return exitCode === 0 ? 0 : (context.interruptedWith() ?? exitCode);
}
