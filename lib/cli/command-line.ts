/** Command lines of programs that are no commands of serverless: `npm start`, the demo, the simulator, the benches. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { printableLines } from '../printable.ts';
import { count, InvalidQuantity, rate } from './quantities.ts';

/** Wrong usage: the message says what is wrong, and how it is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Somebody asked for help: the message is the answer. */
class HelpRequest extends Error {
  override readonly name = 'HelpRequest';
}

const HELP = { help: { type: 'boolean' } } as const;

/** What `argv` says. Throws a UsageError that ends with `usage`, and for `--help` what `exitCodeFor` answers with `usage`. */
export function parsed<Options extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  options: Options,
  usage: string,
  { allowPositionals = false } = {},
) {
  const { values, positionals } = read();
  if ('help' in values && values.help === true) throw new HelpRequest(usage);
  return { values, positionals: positionals as readonly string[] };

  function read() {
    try {
      return parseArgs({
        args: [...argv],
        allowPositionals,
        options: { ...options, ...HELP } as Options & typeof HELP,
      });
    } catch (cause) {
      throw new UsageError(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`, { cause });
    }
  }
}

/** The number given for the option `name`; `undefined` when it was not given. Throws a UsageError that ends with `usage`. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  min: number,
  usage: string,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  return orUsage(usage, () => count(name, text, { min, max }));
}

/** The rate given for the option `name`, as many a second; `undefined` when it was not given. Throws as `wholeNumber` does. */
export function perSecond(name: string, text: string | undefined, usage: string): number | undefined {
  return text === undefined ? undefined : orUsage(usage, () => rate(name, text));
}

function orUsage<T>(usage: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidQuantity) throw new UsageError(`${error.message}\n${usage}`, { cause: error });
    throw error;
  }
}

/** Says what there is to say of help (exit code 0) or wrong usage (2); any other error is for `otherwise`, or thrown again. */
export function exitCodeFor(error: unknown, otherwise: (error: unknown) => number = thrownAgain): number {
  if (error instanceof HelpRequest) {
    process.stdout.write(`${printableLines(error.message)}\n`);
    return 0;
  }
  if (!(error instanceof UsageError)) return otherwise(error);
  process.stderr.write(`${printableLines(error.message)}\n`);
  return 2;
}

function thrownAgain(error: unknown): never {
  throw error;
}
