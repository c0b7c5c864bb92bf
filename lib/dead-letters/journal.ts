/** The journal: a JSON line for every letter that a command touched, written before the command goes on. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, timestamp } from '../clock/clock.ts';
import type { Letter } from './dead-message.ts';

export type JournalAction = 'redriven' | 'refused' | 'archived' | 'purged' | 'restored' | 'edited';

export interface Journal {
  /** No body and no personal data: ids, the cause and what was done. */
  note(action: JournalAction, letter: Pick<Letter, 'messageId' | 'event' | 'cause'>): void;
}

export function fileJournal(path: string, service: string, stage: string, clock: Clock): Journal {
  mkdirSync(dirname(path), { recursive: true });
  return {
    note: (action, { messageId, event, cause }) => {
      const line = {
        time: timestamp(clock.now()),
        stage,
        service,
        action,
        messageId,
        eventId: event?.id,
        subject: event?.subject,
        class: cause.class,
      };
      appendFileSync(path, `${JSON.stringify(line)}\n`);
    },
  };
}
