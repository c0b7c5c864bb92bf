/** What a redrive would do to a message, by the consumer's own record of its subject. */
import { systemClock } from '../clock/clock.ts';
import { parseEvent, type Validators } from '../consumer/validation.ts';
import { lookUp } from '../store/look-up.ts';
import type { RecordReader } from '../store/record-store.ts';
import type { DeadMessage } from './dead-message.ts';
import type { Verdict } from './reports.ts';

/** Throws TransientError when the record cannot be read. */
export async function verdictOf(
  { body }: Pick<DeadMessage, 'body'>,
  validators: Validators,
  records: RecordReader,
): Promise<Verdict> {
  const event = readable(body, validators);
  if ('why' in event) return { kind: 'unreadable', why: event.why };
  const { isApplied, caused } = lookUp(await records.load(event.subject), event);
  if (!isApplied) return { kind: 'not applied' };
  return { kind: caused.length === 0 ? 'already applied' : 'applied, announcement not proved' };
}

function readable(body: string, validators: Validators) {
  try {
    return parseEvent(body, validators, systemClock.now());
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
