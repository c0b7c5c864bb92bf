/** The history of an order as the orders service keeps it and the order API shows it. */
import type { EventType } from '../../events/contract.ts';

export interface OrderHistory {
  /** Sorted by time. */
  readonly events: readonly HistoryEntry[];
  /** The following are known once `order.placed` has arrived. */
  readonly customerId?: string;
  /** Who placed it, as a hash. */
  readonly placedBy?: string;
  readonly currency?: string;
  readonly totalMinor?: number;
  /** Number of lines. */
  readonly lines?: number;
}

export interface HistoryEntry {
  readonly type: EventType;
  readonly time: string;
  /** A short remark, such as a tracking number; no personal data. */
  readonly note?: string;
}
