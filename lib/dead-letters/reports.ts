/** What the operations on dead-lettered messages report: the documents of `--json`, and what the console's page shows. Types only. */

/** Why a message is here: the pipeline says so in attributes; when SQS moved it after a crash or a time-out, nobody does. */
export interface Cause {
  readonly class: string;
  readonly message: string;
  readonly attempts?: number;
  readonly first?: string;
  readonly last?: string;
  readonly version?: string;
  readonly trace?: string;
}

/** What an operation did not see of a queue. Both are zero if it saw everything. */
export interface Unseen {
  /** Hidden, because another command, or one that was killed, holds them: they return within a minute of its end. */
  readonly heldElsewhere: number;
  /** In the queue, but not received: more than are looked at in one go, or sent meanwhile. */
  readonly notReceived: number;
}

/** Messages that failed alike. */
export interface Group {
  /** Eight characters, the same for the same cause at any time and in any stage. */
  readonly group: string;
  readonly class: string;
  /** What the failure messages have in common: ids, numbers and quoted words are left out. */
  readonly shape: string;
  readonly eventType: string;
  readonly messages: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** When SQS will delete the oldest of them. */
  readonly expires: string;
}

/** One queue of `dlq list`. */
export interface Listed extends Unseen {
  readonly service: string;
  readonly kind: 'consumer' | 'delivery';
  readonly dlq: string;
  /** In the queue, whether seen or not. */
  readonly messages: number;
  /** Those that were seen: the groups are of these. */
  readonly seen: number;
  /** When the oldest of them was sent; `null` when none was seen. */
  readonly oldest: string | null;
  readonly groups: readonly Group[];
  /** Everything in the queue was seen. */
  readonly isComplete: boolean;
}

export interface ListReport {
  readonly stage: string;
  readonly queues: readonly Listed[];
  /** SQS counted twice that nothing is in any of these queues, far enough apart for its counts to be right. */
  readonly isEmptyForSure: boolean;
}

/** What a redrive would do to a message. */
export type Verdict =
  /** The consumer has not dealt with it: a redrive will act. */
  | { readonly kind: 'not applied' }
  /** Its id is in the inbox, and nothing followed from it: a redrive changes nothing. */
  | { readonly kind: 'already applied' }
  /**
   * Its id is in the inbox, and something followed from it. Nobody but this message, redriven, will publish that if it was not published
   * yet: a redrive does, once.
   */
  | { readonly kind: 'applied, announcement not proved' }
  /** It will fail again, and why. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** One message of `dlq peek`. */
export interface Peeked {
  readonly service: string;
  readonly kind: 'consumer' | 'delivery';
  readonly group: string;
  readonly messageId: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly subject?: string;
  readonly sentAt: string;
  /** When SQS will delete it. */
  readonly expires: string;
  readonly cause: Cause;
  readonly redriveWould: Verdict;
  readonly body: unknown;
}

export interface PeekReport extends Unseen {
  readonly stage: string;
  readonly messages: readonly Peeked[];
  /** There may be more than were asked for. */
  readonly isLimited: boolean;
}

/** What became of the messages that were redriven first. */
export interface Canary {
  readonly applied: number;
  /** Ids of events that are in the dead-letter queue again. */
  readonly cameBack: readonly string[];
  /** Ids of events of which nothing was known when the time was up. */
  readonly undecided: readonly string[];
}

/** How an operation ended. `failed`: it could not go on, and `why` says so. */
export type End = 'done' | 'interrupted' | 'failed';
export type RedriveEnd = End | 'came-back' | 'refused' | 'canary-failed';

/** One queue of `dlq redrive`. */
export interface Redriven extends Unseen {
  readonly service: string;
  readonly kind: 'consumer' | 'delivery';
  readonly redriven: number;
  /** Selected, and sent to the dead-letter queue after the redrive had begun: for the next one. */
  readonly arrivedMeanwhile: number;
  readonly canary?: Canary;
  /** `move-task`: SQS moved them itself, and kept no list. */
  readonly how: 'message by message' | 'move-task' | 'dry run';
  readonly end: RedriveEnd;
  readonly why?: string;
  /** What a redrive would do, in a dry run: messages by verdict. */
  readonly would?: Readonly<Record<Verdict['kind'], number>>;
}

export interface RedriveReport {
  readonly stage: string;
  readonly redriven: readonly Redriven[];
}

/** One queue of `dlq archive`, `dlq purge` and `dlq restore`. */
export interface Moved extends Unseen {
  readonly service: string;
  readonly kind: 'consumer' | 'delivery';
  readonly messages: number;
}

export interface ArchiveReport {
  readonly stage: string;
  readonly queues: readonly Moved[];
  /** Whose messages, in words. */
  readonly selection: string;
  /** The directory; `null` for a purge without one. */
  readonly directory: string | null;
  readonly end: End;
  readonly why?: string;
  /** What was noticed on the way, such as a line that an earlier command could not finish. */
  readonly remarks: readonly string[];
}

/** One message of `dlq edit`. */
export interface Edited {
  readonly service: string;
  readonly messageId: string;
  readonly eventId?: string;
  /** Why it stays as it was: the patch does not apply, or it would fail again. */
  readonly refused?: string;
}

export interface EditReport extends Unseen {
  readonly stage: string;
  readonly edited: readonly Edited[];
  readonly redriven: number;
  /** Of the first one. */
  readonly diff: string;
  /** Services in whose dead-letter queues the same event is, and which were not asked for. */
  readonly alsoIn: readonly string[];
}

/** A service's queues, as `dlq watch` shows them. */
export interface Depths {
  readonly service: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
  readonly undelivered: number;
}
