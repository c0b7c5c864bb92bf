/** `serverless dlq edit`. */
import { readFile } from 'node:fs/promises';
import { type Ask, askYesOrNo } from '../../../lib/cli/asking.ts';
import { inEditor } from '../../../lib/cli/editor.ts';
import { print } from '../../../lib/cli/output.ts';
import { Refusal } from '../../../lib/cli/refusal.ts';
import { EXIT } from '../../../lib/dead-letters/exit-codes.ts';
import { type Change, editMessages } from '../../../lib/dead-letters/operations/edit.ts';
import type { EditReport } from '../../../lib/dead-letters/reports.ts';
import { selectionOf } from '../../../lib/dead-letters/selection.ts';
import { hasUnseen, messages, unseenText } from '../../../lib/dead-letters/words.ts';
import { printableLines } from '../../../lib/printable.ts';
import { assertService } from '../dead-letter-sources.ts';
import type { Options, TerminalContext } from './command-options.ts';

/** `context` has the queues of all services: the same event may be dead in several. */
export async function editCommand(context: TerminalContext, options: Options, ask: Ask = askYesOrNo): Promise<number> {
  const { id, group, patch, service } = options;
  if (service !== undefined) assertService(service);
  if ((id === undefined) === (group === undefined)) {
    throw new Refusal(
      'name one message with --id EVENT_ID (or message id), or all of a cause with --group ID --patch FILE',
    );
  }
  if (group !== undefined && patch === undefined) {
    throw new Refusal('a whole group is edited by a patch: --patch FILE');
  }
  const report = await editMessages(context, {
    selection: selectionOf({ ...(id !== undefined && { id }), ...(group !== undefined && { group }) }, 0),
    change: patch === undefined ? { by: inEditor } : await patchIn(patch),
    only: service,
    isDryRun: options['dry-run'] === true,
    confirm: async (found) => isAgreed(found, options) || ask(questionOf(found)),
  });
  print(options, documentOf(report), () => textOf(report, context, options));
  return context.interruptedWith() ?? exitCodeOf(report, options);
}

async function patchIn(file: string): Promise<Change> {
  try {
    return { patch: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new Refusal(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Whoever wrote a patch for one message knows what it does; `--dry-run` shows it first. */
function isAgreed({ edited }: EditReport, { yes, patch }: Options): boolean {
  return yes === true || (patch !== undefined && edited.length === 1);
}

function questionOf(report: EditReport): string {
  const ready = report.edited.filter(({ refused }) => refused === undefined);
  const where = [...new Set(ready.map(({ service }) => service))].join(', ');
  const which = ready.length === 1 ? 'this event' : `${messages(ready.length)}, of which this is the first,`;
  return `\n${printableLines(report.diff)}\nRedrive ${which} to ${where} like this?`;
}

/** The first message's ids stand where they stood when there was only one. */
function documentOf(report: EditReport) {
  const [first] = report.edited;
  return { ...report, ...first, redriven: report.redriven > 0, redrivenMessages: report.redriven };
}

function textOf(report: EditReport, { stage }: TerminalContext, { 'dry-run': isDry }: Options): string {
  const refused = report.edited.filter((one) => one.refused !== undefined);
  const services = [...new Set(report.edited.map(({ service }) => service))].join(', ');
  const [first] = report.edited;
  const done =
    report.redriven > 0
      ? `${services}: ${report.redriven} edited and redriven`
      : `${services}: valid now; not redriven${isDry ? '' : ': answer y, or give --yes'}`;
  return [
    report.diff,
    done,
    ...refused.slice(0, 10).map((one) => `${one.service} ${one.messageId}: ${one.refused}`),
    ...(refused.length > 10 ? [`${refused.length} were not edited in all`] : []),
    ...(report.alsoIn.length > 0
      ? [
          `The same event is dead in ${report.alsoIn.join(', ')}, too: ${stage.command(`dlq edit --id ${first?.eventId}`)}`,
        ]
      : []),
    ...(hasUnseen(report) ? [`Not all messages were seen: ${unseenText(report)}.`] : []),
  ].join('\n');
}

function exitCodeOf(report: EditReport, { 'dry-run': isDry }: Options): number {
  const isPartial = report.edited.some(({ refused }) => refused !== undefined);
  if (isPartial || (report.redriven === 0 && isDry !== true)) return EXIT.failed;
  return EXIT.done;
}
