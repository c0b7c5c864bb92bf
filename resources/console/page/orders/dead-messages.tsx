/** The dead letters of one order, looked for when asked: looking receives every letter of every queue. */
import { useState } from 'preact/hooks';
import type { Peeked } from '../../../../lib/dead-letters/reports.ts';
import { ask } from '../connection.ts';
import { addressOf } from '../dead-letters/dead-letters.tsx';
import { idOf } from '../dead-letters/words.ts';
import { ProgressLine, Trouble, useOperation } from '../parts.tsx';

export function LettersOfOrder({ orderId }: { orderId: string }) {
  const [letters, setLetters] = useState<readonly Peeked[] | undefined>(undefined);
  const { isRunning, trouble, run, stop } = useOperation();
  const look = () =>
    run(async (signal) => {
      const found = await ask<{ letters: Peeked[] }>('dead-letters/peek', { where: `subject=${orderId}` }, signal);
      setLetters(found.letters);
    });
  return (
    <>
      <button type="button" onClick={() => void look()} disabled={isRunning}>
        Look for its dead letters
      </button>
      {isRunning && <ProgressLine onStop={stop} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {letters?.length === 0 && <p>None of its messages is a dead letter.</p>}
      <ul>
        {letters?.map((letter) => (
          <li key={letter.messageId}>
            <a href={addressOf({ service: letter.service, id: idOf(letter) })}>
              {letter.eventType ?? 'a message'} in the dead-letter queue of {letter.service}
            </a>
            : {letter.cause.class}: {letter.cause.message}
          </li>
        ))}
      </ul>
    </>
  );
}
