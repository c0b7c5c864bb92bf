/** What the console's server and its page tell each other. Types only: both sides import it. */
import type { FlowMap, FlowSample } from './flow.ts';
import type { LoggedAttempt } from './order-logs.ts';

export type { FlowMap, FlowSample, ServiceOnMap, ServiceSample } from './flow.ts';
export type { LoggedAttempt } from './order-logs.ts';

/** What a page is told first. */
export interface Hello {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  /** The system runs on this machine, in the console's own process. */
  readonly isLocal: boolean;
  readonly isReadOnly: boolean;
  readonly map: FlowMap;
  readonly everyMs: number;
  readonly history: readonly FlowSample[];
  readonly load: LoadState | null;
  readonly deadlineMinutes: number;
}

/** An order in a list. What is personal is masked unless it was asked for. */
export interface OrderRow {
  readonly orderId: string;
  readonly status: string;
  readonly hasEnded: boolean;
  readonly isOverdue: boolean;
  readonly customerId: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly lines: number;
  /** RFC 3339. */
  readonly placedAt: string;
  /** From its first event to the one that ended it. */
  readonly tookMs: number | null;
}

export interface OrderSearch {
  /** An order id, or a customer id; everything when empty. */
  readonly text?: string;
  /** `open`, `overdue`, or a status; every one when absent. */
  readonly status?: string;
  /** Where the last page ended. */
  readonly from?: string;
  readonly reveal?: boolean;
}

export interface OrderList {
  readonly orders: readonly OrderRow[];
  /** There may be more: search again from here. */
  readonly next: string | null;
  /** Orders that were read to find these. */
  readonly read: number;
}

/** One order across all services. */
export interface OrderPage extends OrderRow {
  readonly events: readonly EventOnPage[];
  readonly services: readonly ServiceOnPage[];
  readonly invoice: unknown;
  /** Attempts that failed, and why, as far as this machine heard of them; on AWS the logs tell. */
  readonly failures: readonly LoggedAttempt[];
  /** Where it waits: events that a service has not dealt with. */
  readonly waiting: readonly { readonly service: string; readonly eventType: string; readonly eventId: string }[];
}

export interface EventOnPage {
  readonly id: string;
  readonly type: string;
  readonly by: string;
  /** `null` while it is known only from what followed from it. */
  readonly time: string | null;
  /** Since the event that caused it. */
  readonly sinceCauseMs: number | null;
  readonly note: string | null;
  readonly consumers: readonly ConsumerOnPage[];
}

export interface ConsumerOnPage {
  readonly service: string;
  /** Its id is in the service's inbox. */
  readonly isHandled: boolean;
  /** Attempts, the first one first; empty where nobody watched. */
  readonly attempts: readonly AttemptOnPage[];
}

export interface AttemptOnPage {
  readonly attempt: number;
  /** In the queue, before the first or after the previous attempt. */
  readonly waitedMs: number;
  readonly tookMs: number;
  readonly isAcknowledged: boolean;
}

export interface ServiceOnPage {
  readonly service: string;
  /** Writes to its record so far; 0 when it has never heard of the order. */
  readonly version: number;
  readonly facts: unknown;
}

/** How long orders took, from their first event to their end. */
export interface Durations {
  readonly milliseconds: readonly number[];
  /** Orders that were looked at, those without an end included. */
  readonly read: number;
  /** All that there are were looked at. */
  readonly isComplete: boolean;
}

export interface LoadState {
  readonly replay: ReplayState | null;
  readonly chaos: ChaosState;
}

export interface ReplayState {
  readonly file: string;
  readonly total: number;
  readonly done: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly isRunning: boolean;
  readonly trouble: string | null;
}

export interface ChaosState {
  readonly duplicates: boolean;
  readonly reorder: boolean;
  readonly crashes: boolean;
  readonly done: { readonly duplicated: number; readonly reordered: number; readonly killed: number };
}

/** What the order API answered. */
export interface Placed {
  readonly status: number;
  readonly orderId: string | null;
  readonly detail: string | null;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}
