/** What AWS answered instead of a result, under the name that AWS gives it. */
import type { CancellationReason, Item } from './ports.ts';

interface Details {
  readonly status: number;
  /** The item that stood in the way of a conditional write, where it was asked for. */
  readonly Item?: Item | undefined;
  /** Of a cancelled transaction, one per action. */
  readonly CancellationReasons?: readonly CancellationReason[] | undefined;
  /** How long AWS asks to be left alone, in its header `x-amz-retry-after`. */
  readonly retryAfterMs?: number | undefined;
}

export class AwsError extends Error {
  readonly status: number;
  readonly Item: Item | undefined;
  readonly CancellationReasons: readonly CancellationReason[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(name: string, message: string, { status, Item, CancellationReasons, retryAfterMs }: Details) {
    super(message);
    this.name = name;
    this.status = status;
    this.Item = Item;
    this.CancellationReasons = CancellationReasons;
    this.retryAfterMs = retryAfterMs;
  }
}
