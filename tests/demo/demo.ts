/** The main job, end to end: boots the whole system here, sends every order of a file through its API, and checks what became of them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DECLINED_TOKEN } from '../../handlers/payment/sandbox-gateway.ts';
import { UNDELIVERABLE_POSTAL_CODE } from '../../handlers/shipping/sandbox-carrier.ts';
import { exitCodeFor, UsageError } from '../../lib/cli/command-line.ts';
import { progressOn } from '../../lib/cli/progress.ts';
import { timestamp } from '../../lib/clock/clock.ts';
import { describe } from '../../lib/local/functions/outcome.ts';
import { type LocalOptions, type LocalSystem, startLocal } from '../../lib/local/local-system.ts';
import { packageService } from '../../lib/local/packaging.ts';
import { type OnlineRetail, readOnlineRetail } from '../../resources/load/online-retail.ts';
import { replay } from '../../resources/load/replay.ts';
import { fillShelves, shelvesFor } from '../../resources/load/shelves.ts';
import { type DemoArguments, demoArguments } from './arguments.ts';
import { allHold, type Report, reportOf, tableOf } from './report.ts';
import { databaseOf, stockTableOf, takeSnapshot } from './snapshot.ts';

const serviceDirectory = fileURLToPath(new URL('../../', import.meta.url));

const EXIT = { everythingHolds: 0, invariantBroken: 1 } as const;

/** How long the system may take to become quiet after the last order. */
const QUIET_LIMIT_MS = 300_000;

/** The gateway is down from the start for this long; a message is tried ten times before it goes to the dead-letter queue. */
const OUTAGE_MS = 6_000;

/** What a killed sandbox held comes again after this long, instead of the minutes that a deployed queue waits. */
const CHAOS_VISIBILITY_SECONDS = 3;

async function main(): Promise<number> {
  try {
    const options = demoArguments(process.argv.slice(2));
    const report = await run(options);
    process.stdout.write(`${options.json ? JSON.stringify(report, undefined, 2) : tableOf(report)}\n`);
    return allHold(report) ? EXIT.everythingHolds : EXIT.invariantBroken;
  } catch (error) {
    return exitCodeFor(error);
  }
}

async function run(options: DemoArguments): Promise<Report> {
  const { cancellations, orders } = await ordersIn(options);
  const progress = progressOn(process.stderr);
  progress.show('packaging the service');
  const templateDirectory = await packageService(serviceDirectory);
  progress.show('starting SNS, SQS, DynamoDB and the functions');
  const system = await startLocal({ templateDirectory, ...chaosOf(options) });
  const database = databaseOf(system);
  try {
    const shelves = shelvesFor(orders, options.stock);
    await fillShelves(database, stockTableOf(system), shelves);
    const start = performance.now();
    const onProgress = (done: number) => progress.show('placing orders', done, orders.length);
    const offered = await replay(system.apiUrl, orders, { rate: options.rate, onProgress });
    progress.show('waiting until every message is dealt with');
    await system.idle(QUIET_LIMIT_MS);
    const seconds = (performance.now() - start) / 1_000;
    await rollUpDemand(system);
    const snapshot = await takeSnapshot(system, database, shelves);
    return reportOf({ cancellations, offered, snapshot, counts: system.counters(), seconds });
  } finally {
    progress.end();
    database.destroy();
    await system.stop();
  }
}

/** What the clock does once an hour. */
async function rollUpDemand(system: LocalSystem): Promise<void> {
  const outcome = await system.invoke('forecastingRollUp', {});
  if (outcome.kind !== 'answered') throw new Error(`the roll-up of demand failed: ${describe(outcome)}`);
}

/** What cannot be read or is no such file is wrong usage: nothing was started yet. */
async function ordersIn({ input, declineEvery, undeliverableEvery }: DemoArguments): Promise<OnlineRetail> {
  const isNth = (position: number, n: number | undefined) => n !== undefined && (position + 1) % n === 0;
  try {
    return readOnlineRetail(await readFile(input, 'utf8'), (position) => ({
      paymentToken: isNth(position, declineEvery) ? DECLINED_TOKEN : 'pm_card_visa',
      ...(isNth(position, undeliverableEvery) && { postalCode: UNDELIVERABLE_POSTAL_CODE }),
    }));
  } catch (cause) {
    throw new UsageError(`${input}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** What may go wrong on AWS at any time, made to go wrong here, and often. */
function chaosOf({
  chaos,
  seed,
}: DemoArguments): Pick<LocalOptions, 'chaos' | 'environment' | 'visibilityTimeoutSeconds'> {
  if (chaos.length === 0) return {};
  return {
    chaos: {
      seed,
      duplicates: chaos.includes('duplicates') ? 0.2 : 0,
      reorder: chaos.includes('reorder'),
      crashes: chaos.includes('crashes') ? 0.05 : 0,
    },
    environment: {
      RETRY_BASE_SECONDS: '1',
      RETRY_CAP_SECONDS: '4',
      VISIBILITY_TIMEOUT_SECONDS: String(CHAOS_VISIBILITY_SECONDS),
      ...(chaos.includes('outage') && { SANDBOX_OUTAGE_UNTIL: timestamp(Date.now() + OUTAGE_MS) }),
    },
    visibilityTimeoutSeconds: CHAOS_VISIBILITY_SECONDS,
  };
}

process.exitCode = await main();
