/** `serverless dlq list`, as text. */
import { print } from '../../../lib/cli/output.ts';
import type { Stage } from '../../../lib/cli/stage.ts';
import { table } from '../../../lib/cli/table.ts';
import { exitCodeOfList } from '../../../lib/dead-letters/exit-codes.ts';
import { list } from '../../../lib/dead-letters/operations/list.ts';
import type { Listed, ListReport } from '../../../lib/dead-letters/reports.ts';
import { hasUnseen, messages, sourceName, timeLeft, unseenText } from '../../../lib/dead-letters/words.ts';
import type { Options, TerminalContext } from './command-options.ts';

export async function listCommand(context: TerminalContext, options: Options): Promise<number> {
  const report = await list(context, { isSure: options.sure === true });
  print(options, report, () => listText(report, context.stage, context.clock.now()));
  return context.interruptedWith() ?? exitCodeOfList(report);
}

const HEADING = ['service', 'group', 'messages', 'event', 'class', 'message', 'first', 'last', 'expires in'];

export function listText(report: ListReport, stage: Stage, now: number, width?: number): string {
  const filled = report.queues.filter((queue) => queue.messages > 0);
  if (filled.length === 0) return noneText(report, stage);
  const rows = filled.flatMap((queue) =>
    queue.groups.map((one) => [
      sourceName(queue),
      one.group,
      one.messages,
      one.eventType,
      one.class,
      one.shape,
      one.firstSeen,
      one.lastSeen,
      timeLeft(Date.parse(one.expires) - now),
    ]),
  );
  const total = filled.reduce((sum, queue) => sum + queue.messages, 0);
  const next = filled.find(({ groups }) => groups.length > 0);
  const hint = next === undefined ? 'dlq list' : `dlq peek --service ${next.service} --group ${next.groups[0]?.group}`;
  return [
    ...(rows.length > 0 ? [table(HEADING, rows, width), ''] : []),
    ...filled.filter(hasUnseen).map(partialText),
    `${messages(total)}. Next: ${stage.command(hint)}`,
  ].join('\n');
}

function partialText(queue: Listed): string {
  const { messages: total, seen } = queue;
  return `${sourceName(queue)}: ${total.toLocaleString('en')} in the queue, ${seen.toLocaleString('en')} seen, ${unseenText(queue)}`;
}

function noneText({ queues, isEmptyForSure }: ListReport, stage: Stage): string {
  const where = `${queues.length} ${queues.length === 1 ? 'queue' : 'queues'}`;
  if (isEmptyForSure) return `No dead-lettered messages in ${where}.`;
  return [
    `No messages seen in ${where}. SQS counts none, but its counts may be a minute late.`,
    `To count twice: ${stage.command('dlq list --sure')}`,
  ].join('\n');
}
