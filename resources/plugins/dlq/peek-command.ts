/** `serverless dlq peek` and `serverless dlq export`. */
import { resolve } from 'node:path';
import { print } from '../../../lib/cli/output.ts';
import { writePrivately } from '../../../lib/cli/private-file.ts';
import { count } from '../../../lib/cli/quantities.ts';
import { Refusal } from '../../../lib/cli/refusal.ts';
import { fields } from '../../../lib/cli/table.ts';
import { exitCodeOfPeek } from '../../../lib/dead-letters/exit-codes.ts';
import { csvOf } from '../../../lib/dead-letters/export.ts';
import { peek } from '../../../lib/dead-letters/operations/peek.ts';
import type { Peeked, PeekReport } from '../../../lib/dead-letters/reports.ts';
import { selectionOf } from '../../../lib/dead-letters/selection.ts';
import {
  hasUnseen,
  messages as messagesText,
  sourceName,
  timeLeft,
  unseenText,
  verdictText,
} from '../../../lib/dead-letters/words.ts';
import { printable, printableLines } from '../../../lib/printable.ts';
import type { Options, TerminalContext } from './command-options.ts';

/** Messages that are shown unless more are asked for. */
const DEFAULT_LIMIT = 10;

/** What a walk can hold is what can be exported. */
const MAX_LIMIT = 1_000_000;

export async function peekCommand(context: TerminalContext, options: Options): Promise<number> {
  const limit =
    options.limit === undefined ? DEFAULT_LIMIT : count('--limit', options.limit, { min: 1, max: MAX_LIMIT });
  const report = await peek(context, { selection: selection(context, options), limit, isFull: options.full === true });
  // `letters` is what the list was called before; it goes with the next release.
  print(options, { ...report, letters: report.messages }, () => peekText(report, context));
  return context.interruptedWith() ?? exitCodeOfPeek(report);
}

export async function exportCommand(context: TerminalContext, options: Options): Promise<number> {
  const { format = 'json', to } = options;
  if (to === undefined) throw new Refusal('name the file: --to FILE');
  if (format !== 'json' && format !== 'csv') throw new Refusal(`--format is ${format}; it must be json or csv`);
  const isFull = options.full === true;
  const report = await peek(context, { selection: selection(context, options), limit: MAX_LIMIT, isFull });
  const file = resolve(to);
  const text = format === 'csv' ? csvOf(report.messages) : `${JSON.stringify(report.messages, undefined, 2)}\n`;
  await context.stage.use(() => writePrivately(file, text));
  const summary = { stage: report.stage, file, exported: report.messages.length, isFull };
  print(options, summary, () =>
    [
      `${messagesText(summary.exported)} exported to ${printable(file)}, ${isFull ? 'with personal data' : 'masked'}.`,
      ...unseenLines(report),
    ].join('\n'),
  );
  return context.interruptedWith() ?? exitCodeOfPeek(report);
}

function selection({ clock }: TerminalContext, options: Options) {
  return selectionOf(options, clock.now());
}

function peekText(report: PeekReport, { stage, clock }: TerminalContext): string {
  const unseen = report.isLimited ? [] : unseenLines(report);
  if (report.messages.length === 0) {
    const none = `No such message was seen. What there is: ${stage.command('dlq list')}`;
    return [none, ...unseen].join('\n');
  }
  return [...report.messages.map((one) => messageText(one, clock.now())), ...unseen].join('\n\n');
}

function unseenLines(report: PeekReport): string[] {
  return hasUnseen(report) ? [`Not all messages were seen: ${unseenText(report)}.`] : [];
}

export function messageText(message: Peeked, now: number, width?: number): string {
  const { group, messageId, eventId, eventType, subject, sentAt, cause, redriveWould, body } = message;
  const { attempts, first, last, version, trace } = cause;
  const pairs: [string, string | number | undefined][] = [
    ['event', eventId === undefined ? 'none that can be read' : `${eventType} ${eventId}`],
    ['about', subject],
    ['message', messageId],
    ['group', `${group} of ${sourceName(message)}`],
    ['cause', `${cause.class}: ${cause.message}`],
    ['attempts', attempts],
    ['failed', first === undefined ? sentAt : `${first} to ${last}`],
    ['expires', `in ${timeLeft(Date.parse(message.expires) - now)}, at ${message.expires}`],
    ['version', version],
    ['trace', trace],
    ['redrive', verdictText(redriveWould, cause.message)],
  ];
  const known = pairs.flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const shown = typeof body === 'string' ? printable(body) : printableLines(JSON.stringify(body, undefined, 2));
  return `${fields(known, width)}\n${'body'.padEnd(10)}${shown}`;
}
