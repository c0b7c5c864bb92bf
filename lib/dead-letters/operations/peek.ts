/** `dlq peek`: single letters, why they failed, and what a redrive would do to them. */

import type { CloudEvent } from '../../cloudevents/envelope.ts';
import type { Letter } from '../dead-message.ts';
import { groupIdOf } from '../groups.ts';
import { printable, shownAttribute, shownBody, shownText } from '../masking.ts';
import type { Peeked, Verdict } from '../reports.ts';
import { verdictOf } from '../verdict.ts';
import { walk } from '../walk.ts';
import {
  type Consumer,
  type Context,
  consumerOf,
  positive,
  type SelectionOptions,
  selectedBy,
  selectionOf,
} from './context.ts';

export interface PeekOptions extends SelectionOptions {
  readonly limit?: string;
  readonly full?: boolean;
}

/** Letters that are shown unless more are asked for. */
const DEFAULT_LIMIT = 10;

export async function peek(context: Context, options: PeekOptions): Promise<void> {
  const { stage } = context;
  const limit = positive(stage, 'limit', options.limit) ?? DEFAULT_LIMIT;
  const isSelected = selectedBy(context, selectionOf(options));
  const peeked: Peeked[] = [];
  await stage.use(async (clients) => {
    for (const names of context.consumers) {
      const consumer = await consumerOf(clients, names);
      await walk(clients.sqs, consumer.urls.dlq, async (page) => {
        for (const letter of page.filter(isSelected).slice(0, limit - peeked.length)) {
          peeked.push(await shown(context, consumer, letter, options.full === true));
        }
        return { isEnough: peeked.length >= limit || context.isInterrupted() };
      });
    }
  });
  stage.print({ stage: stage.name, letters: peeked }, () => textOf(peeked));
}

async function shown({ personal }: Context, consumer: Consumer, letter: Letter, isFull: boolean): Promise<Peeked> {
  const { messageId, event, sentAt, cause } = letter;
  return {
    service: consumer.service,
    group: groupIdOf(letter),
    messageId,
    ...(event !== undefined && attributesOf(event, isFull)),
    sentAt,
    cause: isFull ? cause : { ...cause, class: shownText(cause.class), message: shownText(cause.message) },
    redriveWould: await verdictOf(letter, consumer.validators, consumer.records),
    body: shownBody(letter, personal, isFull),
  };
}

function attributesOf({ id, type, subject }: CloudEvent, isFull: boolean) {
  const shown = (name: string, value: string) => (isFull ? value : String(shownAttribute(name, value)));
  return { eventId: shown('id', id), eventType: shown('type', type), subject: shown('subject', subject) };
}

function textOf(peeked: readonly Peeked[]): string {
  if (peeked.length === 0) return 'No such letters. `npx serverless dlq list` shows what there is.';
  return peeked.map(letterText).join('\n\n');
}

function letterText({
  service,
  group,
  messageId,
  eventId,
  eventType,
  subject,
  sentAt,
  cause,
  redriveWould,
  body,
}: Peeked): string {
  const { attempts, first, last, version, trace } = cause;
  const lines: [string, string | number | undefined][] = [
    ['event', eventId === undefined ? 'none that can be read' : `${eventType} ${eventId}`],
    ['about', subject],
    ['message', messageId],
    ['group', `${group} of ${service}`],
    ['cause', `${cause.class}: ${cause.message}`],
    ['attempts', attempts],
    ['failed', first === undefined ? sentAt : `${first} to ${last}`],
    ['version', version],
    ['trace', trace],
    ['redrive', verdictText(redriveWould)],
    ['body', typeof body === 'string' ? body : JSON.stringify(body, undefined, 2)],
  ];
  return lines
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(10)}${printable(String(value))}`]))
    .join('\n');
}

function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'not applied':
      return 'not applied: safe, the service will act on it';
    case 'already applied':
      return 'already applied: it would change nothing, and publish again what followed';
    case 'unreadable':
      return `unreadable, it will fail again: ${verdict.why}. Mend it with \`dlq edit\`, or archive it`;
  }
}
