/** What a bench measures: figures, each of one contender, and the tables they make. */
import { CONTENDERS, type ContenderName } from './contenders.ts';

export interface Figure {
  readonly bench: string;
  /** What was measured, with its unit. */
  readonly measure: string;
  readonly contender: ContenderName;
  readonly value: number;
  /** Counts are exact, and the same on every machine; times are not. */
  readonly exact: boolean;
}

export interface Row {
  readonly measure: string;
  readonly values: ReadonlyMap<ContenderName, number>;
  /** Fanfare's figure by that of Powertools, where both are known. */
  readonly ratio: number | undefined;
}

export function rowsOf(figures: readonly Figure[]): Row[] {
  return [...Map.groupBy(figures, ({ measure }) => measure)].map(([measure, ofMeasure]) => {
    const values = new Map(ofMeasure.map(({ contender, value }) => [contender, value]));
    const [ours, theirs] = [values.get('fanfare'), values.get('powertools')];
    return { measure, values, ratio: ours === undefined || !theirs ? undefined : ours / theirs };
  });
}

/** A Markdown table, which reads well on a terminal too. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = rowsOf(figures);
  const present = CONTENDERS.filter((contender) => rows.some(({ values }) => values.has(contender)));
  const cells = [
    ['', ...present, 'fanfare / powertools'],
    ...rows.map(({ measure, values, ratio }) => [
      measure,
      ...present.map((contender) => shown(values.get(contender))),
      ratio === undefined ? '' : ratio.toFixed(2),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => padded(cell, widths[column] ?? 0, column)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function padded(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** A figure as a person reads it. */
export function shown(value: number | undefined): string {
  if (value === undefined) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toFixed(2)));
}
