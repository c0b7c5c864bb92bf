/** What the commands on dead letters report: the documents of `--json`, and what the console's page shows. Types only. */

/** Why a letter is here: the pipeline says so in attributes; when SQS moved it after a crash or a time-out, nobody does. */
export interface Cause {
  readonly class: string;
  readonly message: string;
  readonly attempts?: number;
  readonly first?: string;
  readonly last?: string;
  readonly version?: string;
  readonly trace?: string;
}

/** Letters that failed alike. */
export interface Group {
  /** Eight characters, the same for the same cause at any time and in any stage. */
  readonly group: string;
  readonly class: string;
  /** What the messages have in common: ids, numbers and quoted words are left out. */
  readonly shape: string;
  readonly eventType: string;
  readonly messages: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** One queue of `dlq list`. */
export interface Listed {
  readonly service: string;
  readonly dlq: string;
  readonly messages: number;
  /** When the oldest was sent; `null` in an empty queue. */
  readonly oldest: string | null;
  readonly groups: readonly Group[];
  /** False when SQS would not show all of them at once. */
  readonly isComplete: boolean;
}

/** What a redrive would do to a letter. */
export type Verdict =
  /** The consumer has not dealt with it: a redrive will act. */
  | { readonly kind: 'not applied' }
  /** Its id is in the inbox: a redrive changes nothing, and publishes again what followed from it. */
  | { readonly kind: 'already applied' }
  /** It will fail again, and why. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** One letter of `dlq peek`. */
export interface Peeked {
  readonly service: string;
  readonly group: string;
  readonly messageId: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly subject?: string;
  readonly sentAt: string;
  readonly cause: Cause;
  readonly redriveWould: Verdict;
  readonly body: unknown;
}

/** What became of the letters that were redriven first. */
export interface Canary {
  readonly applied: number;
  /** Ids of events that are in the dead-letter queue again. */
  readonly cameBack: readonly string[];
  /** Ids of events of which nothing was known when the time was up. */
  readonly undecided: readonly string[];
}

export type RedriveEnd = 'done' | 'interrupted' | 'came-back' | 'refused';

/** One queue of `dlq redrive`. */
export interface RedriveReport {
  readonly service: string;
  readonly redriven: number;
  readonly canary?: Canary;
  /** `move-task`: SQS moved them itself, and kept no list. */
  readonly how: 'letter by letter' | 'move-task' | 'dry run';
  readonly end: RedriveEnd | 'canary-failed';
  /** What a redrive would do, in a dry run: letters by verdict. */
  readonly would?: Readonly<Record<Verdict['kind'], number>>;
}
