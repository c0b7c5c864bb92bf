/** The journal: a JSON line for every message that a command touched, written before the command goes on. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, timestamp } from '../clock/clock.ts';
import type { DeadMessage } from './dead-message.ts';

export type JournalAction = 'redriven' | 'refused' | 'archived' | 'purged' | 'restored' | 'edited';

export interface Journal {
  /** No body and no personal data: ids, the cause and what was done. */
  note(
    action: JournalAction,
    message: Pick<DeadMessage, 'messageId'> & Partial<Pick<DeadMessage, 'event' | 'cause'>>,
  ): void;
}

/** Where it is, below the project's directory. */
const FILE = join('.fanfare', 'dlq-journal.jsonl');

export function fileJournal(serviceDir: string, stage: string, service: string, clock: Clock): Journal {
  const path = join(serviceDir, FILE);
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
        class: cause?.class,
      };
      appendFileSync(path, `${JSON.stringify(line)}\n`);
    },
  };
}
