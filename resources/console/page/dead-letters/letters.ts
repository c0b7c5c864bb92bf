/** What `serverless dlq list` and `dlq peek` report, as far as the page shows it. */

export interface Group {
  readonly group: string;
  readonly class: string;
  readonly shape: string;
  readonly eventType: string;
  readonly messages: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface Listed {
  readonly queues: readonly {
    readonly service: string;
    readonly messages: number;
    readonly groups: readonly Group[];
    readonly isComplete: boolean;
  }[];
}

export interface Letter {
  readonly service: string;
  readonly group: string;
  readonly messageId: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly subject?: string;
  readonly sentAt: string;
  readonly cause: {
    readonly class: string;
    readonly message: string;
    readonly attempts?: number;
    readonly first?: string;
    readonly last?: string;
    readonly version?: string;
    readonly trace?: string;
  };
  readonly redriveWould: { readonly kind: string; readonly why?: string };
  readonly body: unknown;
}

/** What the commands know a letter by. */
export function idOf({ eventId, messageId }: Letter): string {
  return eventId ?? messageId;
}

export interface RedriveReport {
  readonly exitCode: number;
  readonly redriven: readonly {
    readonly service: string;
    readonly redriven: number;
    readonly how: string;
    readonly end: string;
    readonly canary?: {
      readonly applied: number;
      readonly cameBack: readonly string[];
      readonly undecided: readonly string[];
    };
    readonly would?: Readonly<Record<string, number>>;
  }[];
}

const ENDS: Readonly<Record<string, string>> = {
  interrupted: 'Stopped: what was not redriven is where it was.',
  'came-back': 'Stopped, because letters came back. Refresh to see why.',
  refused: 'Stopped: SQS refused letters; they are where they were.',
  'canary-failed': 'Stopped after the canaries: the others were left where they are. Refresh to see why.',
};

/** A redrive in words. */
export function redriveText({ redriven }: RedriveReport): string {
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

export function verdictText({ kind, why }: Letter['redriveWould']): string {
  if (kind === 'not applied') return 'Not applied: safe, the service will act on it.';
  if (kind === 'already applied')
    return 'Already applied: a redrive changes nothing, and publishes again what followed.';
  return `It will fail again: ${why}. Edit it, or archive it.`;
}
