/** What a command prints: one JSON document, or text for a person. Nothing else of the product writes a report to the terminal. */
import { printableJson, printableLines } from '../printable.ts';

export interface OutputOptions {
  readonly json?: boolean;
}

/** What every command that reports has. */
export const jsonOption = { usage: 'Print one JSON document', type: 'boolean' } as const;

/** The text is asked for only if it is printed. Outside text in it has passed `printable`; what slipped through is escaped here. */
export function print({ json = false }: OutputOptions, document: unknown, text: () => string): void {
  const shown = json ? printableJson(JSON.stringify(document, undefined, 2)) : printableLines(text());
  process.stdout.write(`${shown}\n`);
}

/** A document on a line of its own. */
export function printLine(document: unknown): void {
  process.stdout.write(`${printableJson(JSON.stringify(document))}\n`);
}

/** Text that is no report: where the console is, what the system does. */
export function say(text: string): void {
  process.stdout.write(printableLines(text));
}

/** What a person should know, and a script that reads the output should not. */
export function warn(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}

/** Draws `text` over what a terminal shows. */
export function drawOver(text: string): void {
  process.stdout.write(`\x1b[H\x1b[2J${printableLines(text)}\n`);
}

/** The reader of a pipe has gone, as with `| head`: 128 and the number of SIGPIPE, as shells have it. */
const EXIT_PIPE = 141;

/** Ends the process with a sentence when standard output cannot be written: a closed pipe, a full disk. */
export function endOnLostOutput(): void {
  if (process.stdout.listenerCount('error') > 0) return;
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    const isPipe = error.code === 'EPIPE';
    const why = isPipe ? 'whoever read the output has gone' : `the output cannot be written (${error.code})`;
    process.stderr.write(`${why}; what was done stays done\n`);
    process.exit(isPipe ? EXIT_PIPE : 1);
  });
}
