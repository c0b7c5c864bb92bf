/** The simulator's command line. */
import { parsed, UsageError, wholeNumber } from '../../lib/cli/command-line.ts';
import { ALL_FAULTS, type Fault } from './faults.ts';

export interface SimulateArguments {
  /** The first seed, and how many. */
  readonly seed: number;
  readonly seeds: number;
  /** Orders in each run. */
  readonly orders: number;
  readonly faults: readonly Fault[];
  readonly workers: number;
  readonly json: boolean;
  /** Looks for the mistakes that are made on purpose, instead of for those that are not. */
  readonly mutants: boolean;
  /** Prints everything that happens in the run of the one seed. */
  readonly timeline: boolean;
}

const OPTIONS = {
  seeds: { type: 'string' },
  seed: { type: 'string' },
  orders: { type: 'string' },
  faults: { type: 'string' },
  workers: { type: 'string' },
  timeline: { type: 'boolean' },
  mutants: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_SEEDS = 100;

/** The rarest mistakes need a coincidence of several faults. */
const MOST_SEEDS_PER_MUTANT = 1_000;

const OPTION_OF = new Map(ALL_FAULTS.map((fault) => [fault.replaceAll(' ', '-'), fault]));

const USAGE = `usage: npm run simulate -- [--seeds N] [--seed S] [--orders N] [--faults NAME,…] [--workers N] [--timeline] [--json]
       npm run simulate -- --mutants [--seeds N] [--workers N] [--json]
faults: ${[...OPTION_OF.keys()].join(', ')}; all of them when none is named, none with --faults none`;

export function simulateArguments(argv: readonly string[], processors: number): SimulateArguments {
  const { json = false, timeline = false, mutants = false, faults, ...numbers } = parsed(argv, OPTIONS, USAGE).values;
  const seed = wholeNumber('--seed', numbers.seed, 0, USAGE);
  const seeds =
    wholeNumber('--seeds', numbers.seeds, 1, USAGE) ??
    (mutants ? MOST_SEEDS_PER_MUTANT : seed === undefined ? DEFAULT_SEEDS : 1);
  if (timeline && seeds > 1) throw new UsageError(`--timeline shows one run: name it with --seed\n${USAGE}`);
  return {
    seeds,
    json,
    timeline,
    mutants,
    seed: seed ?? 1,
    orders: wholeNumber('--orders', numbers.orders, 1, USAGE) ?? 20,
    workers: Math.min(wholeNumber('--workers', numbers.workers, 1, USAGE) ?? processors, seeds),
    faults: faultsOf(faults),
  };
}

function faultsOf(text: string | undefined): readonly Fault[] {
  if (text === undefined) return ALL_FAULTS;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const fault = OPTION_OF.get(name.trim());
    if (fault !== undefined) return fault;
    throw new UsageError(`there is no fault ${JSON.stringify(name)}\n${USAGE}`);
  });
}
