/** What AWS answered instead of a result, under the name that AWS gives it. */
import type { CancellationReason, Item } from './ports.ts';

interface Details {
  readonly status: number;
  /** The item that stood in the way of a conditional write, where it was asked for. */
  readonly Item?: Item | undefined;
  /** Of a cancelled transaction, one per action. */
  readonly CancellationReasons?: readonly CancellationReason[] | undefined;
}

export class AwsError extends Error {
  readonly status: number;
  readonly Item: Item | undefined;
  readonly CancellationReasons: readonly CancellationReason[] | undefined;

  constructor(name: string, message: string, { status, Item, CancellationReasons }: Details) {
    super(message);
    this.name = name;
    this.status = status;
    this.Item = Item;
    this.CancellationReasons = CancellationReasons;
  }
}
