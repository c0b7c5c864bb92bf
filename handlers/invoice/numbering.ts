/** Numbers without gaps: a series per kind of document and year, each a counter that advances together with the record. */
import type { JoinedWrite, Refusal } from '../../lib/store/joined-write.ts';

/** The table of counters; its key is the series. */
export const COUNTERS = 'counters';

/** The attribute that holds the last number drawn. */
export const LAST = 'last';

export type DocumentKind = 'invoice' | 'credit-note';

/** `invoice-2026`: the year, in UTC, of what the document is about. */
export function seriesOf(kind: DocumentKind, time: string): string {
  return `${kind}-${time.slice(0, 4)}`;
}

/** `2026-000001`; a millionth is longer, not wrong. */
export function numberIn(series: string, drawn: number): string {
  const year = series.slice(-4);
  const number = `${year}-${String(drawn).padStart(6, '0')}`;
  return series.startsWith('credit-note') ? `CN-${number}` : number;
}

/** The next number is drawn in the same transaction as it is used: a crash leaves no gap, and a conflict no double. */
export function drawing({ series, last }: { readonly series: string; readonly last: number }): JoinedWrite {
  return { kind: 'advance', table: COUNTERS, key: series, attribute: LAST, from: last, to: last + 1 };
}

/** The number that the counter had instead of the one it was believed to have. */
export function lastFound(series: string, refusals: readonly Refusal[]): number | undefined {
  const refusal = refusals.find(({ write }) => write.key === series);
  return refusal && (refusal.found?.[LAST] ?? 0);
}
