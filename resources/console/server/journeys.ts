/** The journeys of messages through the functions of this machine: how often each was tried, how long it waited and took. */

import { isObject } from '../../../lib/json.ts';
import type { SettledBatch } from '../../../lib/local/observer.ts';

/** One attempt at a message. Times in milliseconds since 1970. */
export interface Attempt {
  /** The function's physical name. */
  readonly functionName: string;
  readonly eventId: string;
  readonly attempt: number;
  readonly sentAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The function dealt with it, in one way or another; otherwise it comes again. */
  readonly isAcknowledged: boolean;
}

/** Subjects that are remembered: the oldest are forgotten first. */
const MOST_SUBJECTS = 10_000;

/** Of one subject. A message that is tried for ever shows its first attempts. */
const MOST_ATTEMPTS = 200;

export class Journeys {
  readonly #bySubject = new Map<string, Attempt[]>();

  readonly settled = ({ functionName, records, startedAt, endedAt, succeeded }: SettledBatch): void => {
    for (const { body, messageId, attributes } of records) {
      const event = identityIn(body);
      if (event === undefined) continue;
      this.#add(event.subject, {
        functionName,
        eventId: event.id,
        attempt: Number(attributes.ApproximateReceiveCount),
        sentAt: Number(attributes.SentTimestamp),
        startedAt,
        endedAt,
        isAcknowledged: succeeded.has(messageId),
      });
    }
  };

  of(subject: string): readonly Attempt[] {
    return this.#bySubject.get(subject) ?? [];
  }

  #add(subject: string, attempt: Attempt): void {
    const known = this.#bySubject.get(subject);
    if (known !== undefined) {
      if (known.length < MOST_ATTEMPTS) known.push(attempt);
      return;
    }
    this.#bySubject.set(subject, [attempt]);
    if (this.#bySubject.size <= MOST_SUBJECTS) return;
    const [oldest] = this.#bySubject.keys();
    if (oldest !== undefined) this.#bySubject.delete(oldest);
  }
}

/** What is no event has no journey. */
function identityIn(body: string): { id: string; subject: string } | undefined {
  try {
    const event: unknown = JSON.parse(body);
    if (!isObject(event)) return undefined;
    const { id, subject } = event;
    return typeof id === 'string' && typeof subject === 'string' ? { id, subject } : undefined;
  } catch {
    return undefined;
  }
}
