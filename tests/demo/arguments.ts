/** The demo's command line. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface DemoArguments {
  readonly input: string;
  readonly json: boolean;
  /** Orders per second; as fast as it goes when undefined. */
  readonly rate: number | undefined;
  /** Every Nth valid order is paid with a card that is declined. */
  readonly declineEvery: number | undefined;
}

/** Wrong usage; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `usage: npm run demo -- [--input FILE.csv] [--json] [--rate ORDERS_PER_SECOND] [--decline-every N]`;

const SAMPLE = fileURLToPath(new URL('./orders.csv', import.meta.url));

export function demoArguments(argv: readonly string[]): DemoArguments {
  const { input, json, ...numbers } = read(argv);
  return {
    input: input ?? SAMPLE,
    json: json ?? false,
    rate: numberOf('--rate', numbers.rate, Number.MIN_VALUE),
    declineEvery: wholeNumberOf('--decline-every', numbers['decline-every'], 1),
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        input: { type: 'string' },
        json: { type: 'boolean' },
        rate: { type: 'string' },
        'decline-every': { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new UsageError(`${name} takes a number above zero\n${USAGE}`);
}

function wholeNumberOf(name: string, text: string | undefined, least: number): number | undefined {
  const value = numberOf(name, text, least);
  if (value === undefined || Number.isInteger(value)) return value;
  throw new UsageError(`${name} takes a whole number of at least ${least}\n${USAGE}`);
}
