/**
 * Rows of text under a heading, aligned: numbers to the right. Where the terminal is too narrow for all columns, each row becomes a
 * block of its own, a line per column, so that nothing is folded or cut.
 */
import { printable } from '../printable.ts';

type Row = readonly (string | number)[];

const GAP = '  ';

/** At most so wide is a column of a table; longer text ends with an ellipsis, and `--json` has all of it. */
const MAX_CELL = 60;

/** `width` is the terminal's, in characters; in a pipe there is no limit. */
export function table(heading: readonly string[], rows: readonly Row[], width = widthOf(process.stdout)): string {
  const cells = rows.map((row) => row.map((cell) => printable(String(cell))));
  const short = cells.map((row) => row.map(shortened));
  const all = [heading, ...short];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const total = widths.reduce((sum, one) => sum + one, 0) + GAP.length * (heading.length - 1);
  if (total > width && rows.length > 0) return blocks(heading, cells, width);
  const isNumber = heading.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** The width of a terminal; without limit in a pipe or a file. */
export function widthOf({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number {
  return isTTY && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

function blocks(heading: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  return rows
    .map((row) =>
      fields(
        heading.map((name, column) => [name, row[column] ?? '']),
        width,
      ),
    )
    .join('\n\n');
}

/** Names and values, a line each; a value that is too long for the terminal goes on below its beginning. */
export function fields(pairs: readonly (readonly [string, string])[], width = widthOf(process.stdout)): string {
  const wide = Math.max(...pairs.map(([name]) => name.length)) + GAP.length;
  const room = Math.max(MIN_ROOM, width - wide);
  return pairs
    .flatMap(([name, value]) =>
      wrapped(printable(value), room).map((line, index) =>
        `${(index === 0 ? name : '').padEnd(wide)}${line}`.trimEnd(),
      ),
    )
    .join('\n');
}

/** No terminal is narrower than this beside the names. */
const MIN_ROOM = 20;

/** Breaks at spaces, and where there are none, in a word. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    const end = space > 0 ? space : room;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

function shortened(text: string): string {
  return text.length <= MAX_CELL ? text : `${text.slice(0, MAX_CELL - 1)}…`;
}
