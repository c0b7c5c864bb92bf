/** `dlq list`: what lies in each dead-letter queue, grouped by cause. */

import type { StageClients } from '../../cli/stage.ts';
import { table } from '../../cli/table.ts';
import { Groups } from '../groups.ts';
import { printable } from '../masking.ts';
import type { Listed } from '../reports.ts';
import { walk } from '../walk.ts';
import { type ConsumerNames, type Context, consumerOf } from './context.ts';

export async function list(context: Context): Promise<void> {
  const { stage, consumers } = context;
  // Side by side: an empty queue keeps its walk waiting for a second.
  const listed = await stage.use((clients) => Promise.all(consumers.map((names) => listOne(context, clients, names))));
  context.progress.end();
  stage.print({ stage: stage.name, queues: listed }, () => textOf(listed, stage.name));
}

async function listOne(context: Context, clients: StageClients, names: ConsumerNames): Promise<Listed> {
  const { urls } = await consumerOf(clients, names);
  const groups = new Groups();
  let oldest: string | null = null;
  let read = 0;
  const { seen, isComplete } = await walk(clients.sqs, urls.dlq, async (page) => {
    for (const letter of page) {
      groups.add(letter);
      if (oldest === null || letter.sentAt < oldest) oldest = letter.sentAt;
    }
    read += page.length;
    context.progress.show(`${names.dlq}: ${read} letters`);
    return { isEnough: context.isInterrupted() };
  });
  return { service: names.service, dlq: names.dlq, messages: seen, oldest, groups: groups.all, isComplete };
}

function textOf(listed: readonly Listed[], stage: string): string {
  const filled = listed.filter(({ messages }) => messages > 0);
  if (filled.length === 0) return `No dead letters in ${listed.length} ${listed.length === 1 ? 'queue' : 'queues'}.`;
  const rows = filled.flatMap(({ service, groups }) =>
    groups.map((one) => [
      service,
      one.group,
      one.messages,
      one.eventType,
      one.class,
      shortened(printable(one.shape)),
      one.firstSeen,
      one.lastSeen,
    ]),
  );
  const total = filled.reduce((sum, { messages }) => sum + messages, 0);
  const [first] = filled;
  const partial = listed.filter(({ isComplete }) => !isComplete).map(({ service }) => service);
  return [
    table(['service', 'group', 'letters', 'event', 'class', 'message', 'first', 'last'], rows),
    '',
    ...(partial.length > 0
      ? [`Not all letters of ${partial.join(', ')} could be read: the counts are of those that were.`]
      : []),
    `${total} letters. Next: npx serverless dlq peek --service ${first?.service} --group ${first?.groups[0]?.group} --stage ${stage}`,
  ].join('\n');
}

const MOST_CHARACTERS = 60;

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
