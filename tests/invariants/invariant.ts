/** What must hold after every demo, whatever went wrong on the way. */
import type { Offered } from '../../resources/load/replay.ts';
import type { Snapshot } from '../demo/snapshot.ts';

export interface Invariant {
  /** A sentence of the domain. */
  readonly name: string;
  readonly holds: boolean;
  /** What was compared, or what is wrong with which orders. */
  readonly detail: string;
}

export type Check = (offered: Offered, snapshot: Snapshot) => Invariant;

/** Holds if there are no offenders; names the first few if there are. */
export function noneOf(name: string, offenders: readonly string[], whenNone: string): Invariant {
  if (offenders.length === 0) return { name, holds: true, detail: whenNone };
  const some = offenders.slice(0, 3).join(', ');
  return { name, holds: false, detail: offenders.length > 3 ? `${some} and ${offenders.length - 3} more` : some };
}

/** Holds if both sides say the same, by currency. */
export function equalMoney(name: string, left: Money, right: Money): Invariant {
  return { name, holds: moneyText(left) === moneyText(right), detail: `${moneyText(left)} and ${moneyText(right)}` };
}

/** Minor units by ISO 4217 currency. */
export type Money = Readonly<Record<string, number>>;

export function moneyText(money: Money): string {
  const entries = Object.entries(money).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.length === 0
    ? 'nothing'
    : entries.map(([currency, minor]) => `${currency} ${(minor / 100).toFixed(2)}`).join(', ');
}

export function sumMoney(amounts: Iterable<{ readonly currency: string; readonly amountMinor: number }>): Money {
  const sums: Record<string, number> = {};
  for (const { currency, amountMinor } of amounts) sums[currency] = (sums[currency] ?? 0) + amountMinor;
  return sums;
}
