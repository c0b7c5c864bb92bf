/** Dead letters in words, from what `serverless dlq` reports. */
import type { Peeked, RedriveReport } from '../../../../lib/dead-letters/reports.ts';

/** What the commands know a letter by. */
export function idOf({ eventId, messageId }: Peeked): string {
  return eventId ?? messageId;
}

const ENDS: Readonly<Record<string, string>> = {
  interrupted: 'Stopped: what was not redriven is where it was.',
  'came-back': 'Stopped, because letters came back.',
  refused: 'Stopped: SQS refused letters; they are where they were.',
  'canary-failed': 'Stopped after the canaries: the others were left where they are.',
};

/** A redrive in words. */
export function redriveText(redriven: readonly RedriveReport[]): string {
  if (redriven.length === 0) return 'No dead letters: nothing to redrive.';
  return redriven
    .map(({ service, redriven: sent, canary, end, would }) => {
      if (would !== undefined) {
        return (
          `${service}: a redrive would act on ${would['not applied']}, repeat ${would['already applied']} without effect, ` +
          `and fail again on ${would.unreadable}. Nothing was redriven.`
        );
      }
      const canaries =
        canary === undefined
          ? ''
          : ` Canaries: ${canary.applied} applied, ${canary.cameBack.length} came back, ${canary.undecided.length} undecided.`;
      return `${service}: ${sent} redriven.${canaries} ${ENDS[end] ?? ''}`;
    })
    .join(' ');
}

export function verdictText({ redriveWould, cause }: Peeked): string {
  switch (redriveWould.kind) {
    case 'not applied':
      return 'Not applied: safe, the service will act on it.';
    case 'already applied':
      return 'Already applied: a redrive changes nothing, and publishes again what followed.';
    case 'unreadable':
      return redriveWould.why === cause.message
        ? 'It will fail again, for the same reason. Edit it, or archive it.'
        : `It will fail again: ${redriveWould.why}. Edit it, or archive it.`;
  }
}
