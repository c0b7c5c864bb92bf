/** Writes to other items that must become true together with an order's record: stock, counters, balances. */

/** A change of one item in one of the service's own tables. Each item may appear once in a commit. */
export type JoinedWrite = AddWrite | AdvanceWrite;

interface ItemAddress {
  /** The table's name in the topology. */
  readonly table: string;
  readonly key: string;
}

/**
 * Adds `by` to a number. Refused when the number, absent counting as zero, is below `atLeast`.
 *
 * @example
 * { kind: 'add', table: 'stock', key: sku, attribute: 'available', by: -2, atLeast: 2 } // takes two, if there are two
 */
export interface AddWrite extends ItemAddress {
  readonly kind: 'add';
  readonly attribute: string;
  /** Negative takes away; 0 changes nothing, and only looks. */
  readonly by: number;
  /** Default: no condition, as for 0 and below. */
  readonly atLeast?: number;
}

/** Moves a number from `from` to `to`. Refused when it is not `from`; absent counts as zero. */
export interface AdvanceWrite extends ItemAddress {
  readonly kind: 'advance';
  readonly attribute: string;
  readonly from: number;
  readonly to: number;
}

/** Why a commit was refused: this write's condition did not hold; `found` are the item's numbers as they are, if it exists. */
export interface Refusal {
  readonly write: JoinedWrite;
  readonly found: Readonly<Record<string, number>> | undefined;
}

/** Most writes that may join one record: DynamoDB takes 100 actions per transaction, and the record is one of them. */
export const MAX_JOINED_WRITES = 99;

/** The numbers that are drawn, if nothing else is written: such commits may travel in one transaction with others of their kind. */
export function drawsIn(join: readonly JoinedWrite[]): readonly AdvanceWrite[] | undefined {
  const draws = join.filter((write) => write.kind === 'advance');
  return draws.length > 0 && draws.length === join.length ? draws : undefined;
}
