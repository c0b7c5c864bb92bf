/** The dead-lettered messages of one order, looked for when asked: looking receives every message of every queue. */
import { useState } from 'preact/hooks';
import type { PeekReport } from '../../../../lib/dead-letters/reports.ts';
import { hasUnseen, sourceName, unseenText } from '../../../../lib/dead-letters/words.ts';
import { ask } from '../connection.ts';
import { addressOf, idOf } from '../dead-letters/chosen.ts';
import { ProgressLine, Trouble, useOperation } from '../parts.tsx';

export function DeadMessagesOfOrder({ orderId }: { orderId: string }) {
  const [found, setFound] = useState<PeekReport | undefined>(undefined);
  const { isRunning, trouble, run, stop } = useOperation();
  const look = () =>
    run(async (signal) =>
      setFound(await ask<PeekReport>('dead-letters/peek', { where: `subject=${orderId}` }, signal)),
    );
  return (
    <>
      <button type="button" onClick={() => void look()} disabled={isRunning}>
        Look for its dead-lettered messages
      </button>
      {isRunning && <ProgressLine onStop={stop} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {found?.messages.length === 0 && !hasUnseen(found) && <p>None of its messages is in a dead-letter queue.</p>}
      {found !== undefined && hasUnseen(found) && <p>Not all messages were seen: {unseenText(found)}.</p>}
      <ul>
        {found?.messages.map((message) => (
          <li key={message.messageId}>
            <a href={addressOf({ service: message.service, kind: message.kind, id: idOf(message) })}>
              {message.eventType ?? 'a message'} in the dead-letter queue of {sourceName(message)}
            </a>
            : {message.cause.class}: {message.cause.message}
          </li>
        ))}
      </ul>
    </>
  );
}
