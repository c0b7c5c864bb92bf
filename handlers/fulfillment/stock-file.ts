/** Reads a stock file: CSV with the columns `sku` and `available`, one line per SKU. */
import { parse } from 'csv-parse/sync';

export interface StockLevel {
  readonly sku: string;
  /** Units on the shelf that no order has taken. */
  readonly available: number;
}

/** As in the events: `Sku` of `events/parts.ts`. */
const MAX_SKU_LENGTH = 64;

/** Far below the largest number that stays exact when orders add to it. */
export const MAX_AVAILABLE = 1_000_000_000_000;

/** Problems that are told at once; a file with more is the wrong file. */
const MAX_PROBLEMS_TOLD = 20;

const HEADER = 'sku,available';

/** What is wrong with a stock file, line by line. Nothing was written. */
export class InvalidStockFile extends Error {
  override readonly name = 'InvalidStockFile';
  constructor(problems: readonly string[]) {
    const told = problems.slice(0, MAX_PROBLEMS_TOLD);
    const more = problems.length - told.length;
    super([...told, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
  }
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The levels in the file's order. @throws {InvalidStockFile} naming every line that is wrong, and how */
export function readStockFile(csv: string): StockLevel[] {
  const [header, ...rows] = rowsOf(csv);
  if (header === undefined) throw new InvalidStockFile([`the file is empty; its first line must be ${HEADER}`]);
  if (header.cells.join(',') !== HEADER) {
    throw new InvalidStockFile([
      `line ${header.line}: the first line must be ${HEADER}, not ${header.cells.join(',')}`,
    ]);
  }
  const lineOfSku = new Map<string, number>();
  const problems = rows.flatMap((row) => {
    const problem = problemOf(row, lineOfSku);
    return problem === undefined ? [] : [`line ${row.line}: ${problem}`];
  });
  if (problems.length > 0) throw new InvalidStockFile(problems);
  return rows.map(({ cells: [sku = '', available] }) => ({ sku, available: Number(available) }));
}

function rowsOf(csv: string): Row[] {
  try {
    // With `info`, each record comes with the line it ended on, which the package's types leave out.
    const rows: unknown = parse(csv, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return (rows as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }));
  } catch (error) {
    throw new InvalidStockFile([`it is no CSV: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function problemOf({ line, cells }: Row, lineOfSku: Map<string, number>): string | undefined {
  const [sku = '', available = ''] = cells;
  if (cells.length !== 2) return `it has ${cells.length} cells; it needs 2, the SKU and the units available`;
  if (sku === '') return 'the SKU is missing';
  if (sku.length > MAX_SKU_LENGTH) return `the SKU has ${sku.length} characters; ${MAX_SKU_LENGTH} are the most`;
  if (!/^\d{1,13}$/.test(available) || Number(available) > MAX_AVAILABLE) {
    return `the units available of ${sku} are "${available}"; they must be a whole number from 0 to ${MAX_AVAILABLE}`;
  }
  const earlier = lineOfSku.get(sku);
  if (earlier !== undefined) return `the SKU ${sku} stands on line ${earlier} already`;
  lineOfSku.set(sku, line);
  return undefined;
}
