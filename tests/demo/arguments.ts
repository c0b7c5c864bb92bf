/** The demo's command line. */
import { fileURLToPath } from 'node:url';
import { parsed, perSecond, UsageError, wholeNumber } from '../../lib/cli/command-line.ts';

export interface DemoArguments {
  readonly input: string;
  readonly json: boolean;
  /** Orders per second; as fast as it goes when undefined. */
  readonly rate: number | undefined;
  /** Every Nth order is paid with a card that is declined. */
  readonly declineEvery: number | undefined;
  /** Every Nth order goes to an address where nobody can deliver. */
  readonly undeliverableEvery: number | undefined;
  /** Units of each SKU on the shelf before the first order. */
  readonly stock: number;
  readonly chaos: readonly ChaosKind[];
  /** Of all chance in chaos. */
  readonly seed: number;
}

const USAGE = `usage: npm run demo -- [--input FILE.csv] [--json] [--rate ORDERS_PER_SECOND]
       [--decline-every N] [--undeliverable-every N] [--stock UNITS_PER_SKU]
       [--chaos duplicates,reorder,crashes,outage] [--seed N]`;

const OPTIONS = {
  input: { type: 'string' },
  json: { type: 'boolean' },
  rate: { type: 'string' },
  'decline-every': { type: 'string' },
  'undeliverable-every': { type: 'string' },
  stock: { type: 'string' },
  chaos: { type: 'string' },
  seed: { type: 'string' },
} as const;

const CHAOS_KINDS = ['duplicates', 'reorder', 'crashes', 'outage'] as const;
export type ChaosKind = (typeof CHAOS_KINDS)[number];

/** So much of every SKU that nothing runs out. */
const PLENTY = 1_000_000;

const SAMPLE = fileURLToPath(new URL('../../resources/load/orders.csv', import.meta.url));

export function demoArguments(argv: readonly string[]): DemoArguments {
  const { input, json, chaos, ...numbers } = parsed(argv, OPTIONS, USAGE).values;
  return {
    input: input ?? SAMPLE,
    json: json ?? false,
    rate: perSecond('--rate', numbers.rate, USAGE),
    declineEvery: wholeNumber('--decline-every', numbers['decline-every'], 1, USAGE),
    undeliverableEvery: wholeNumber('--undeliverable-every', numbers['undeliverable-every'], 1, USAGE),
    stock: wholeNumber('--stock', numbers.stock, 0, USAGE) ?? PLENTY,
    seed: wholeNumber('--seed', numbers.seed, 0, USAGE) ?? 1,
    chaos: chaosOf(chaos),
  };
}

function chaosOf(text: string | undefined): ChaosKind[] {
  return (text ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const kind = CHAOS_KINDS.find((known) => known === name);
      if (kind !== undefined) return kind;
      throw new UsageError(`--chaos takes ${CHAOS_KINDS.join(', ')}, with commas between\n${USAGE}`);
    });
}
