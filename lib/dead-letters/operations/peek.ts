/** `dlq peek` and `dlq export`: single messages, why they failed, and what a redrive would do to them. */
import { timestamp } from '../../clock/clock.ts';
import type { CloudEvent } from '../../cloudevents/envelope.ts';
import type { DeadMessage } from '../dead-message.ts';
import { groupIdOf } from '../groups.ts';
import { shownAttribute, shownBody, shownCause } from '../masking.ts';
import type { Peeked, PeekReport } from '../reports.ts';
import type { Selection } from '../selection.ts';
import { type OpenSource, opened } from '../sources.ts';
import { verdictOf } from '../verdict.ts';
import { walk } from '../walk.ts';
import { type Context, portsOf } from './context.ts';

export interface PeekOptions {
  readonly selection: Selection;
  /** At most this many messages. */
  readonly limit: number;
  /** Shows personal data, and bodies that are not events. */
  readonly isFull: boolean;
}

export async function peek(context: Context, { selection, limit, isFull }: PeekOptions): Promise<PeekReport> {
  const messages: Peeked[] = [];
  let heldElsewhere = 0;
  let notReceived = 0;
  await context.stage.use(async (clients) => {
    for (const named of context.sources) {
      if (messages.length >= limit || context.isInterrupted()) break;
      const source = await opened(clients, named);
      const walked = await walk(portsOf(context, clients), source, async (page) => {
        for (const message of page.filter(selection.has).slice(0, limit - messages.length)) {
          messages.push(await peeked(context, source, message, isFull));
        }
        context.progress.show(`${source.dlq}: ${messages.length} found`);
        return { isEnough: messages.length >= limit || context.isInterrupted() };
      });
      heldElsewhere += walked.heldElsewhere;
      notReceived += walked.notReceived;
    }
  });
  context.progress.end();
  return { stage: context.stage.name, messages, isLimited: messages.length >= limit, heldElsewhere, notReceived };
}

async function peeked(
  { personal }: Context,
  source: OpenSource,
  message: DeadMessage,
  isFull: boolean,
): Promise<Peeked> {
  const { messageId, event, sentAt, cause } = message;
  return {
    service: source.service,
    kind: source.kind,
    group: groupIdOf(message),
    messageId,
    ...(event !== undefined && attributesOf(event, isFull)),
    sentAt,
    expires: timestamp(Date.parse(sentAt) + source.retentionSeconds * 1_000),
    cause: isFull ? cause : shownCause(cause),
    redriveWould: await verdictOf(message, source.validators, source.records),
    body: shownBody(message, personal, isFull),
  };
}

function attributesOf({ id, type, subject }: CloudEvent, isFull: boolean) {
  const shown = (name: string, value: string) => (isFull ? value : String(shownAttribute(name, value)));
  return { eventId: shown('id', id), eventType: shown('type', type), subject: shown('subject', subject) };
}
