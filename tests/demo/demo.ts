/** The main job, end to end: boots the whole system here, sends every order of a file through its API, and checks what became of them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startLocal } from '../../lib/local/local-system.ts';
import { packageService } from '../../lib/local/packaging.ts';
import { type DemoArguments, demoArguments, UsageError } from './arguments.ts';
import { type OnlineRetail, readOnlineRetail } from './online-retail.ts';
import { progressOn } from './progress.ts';
import { replay } from './replay.ts';
import { allHold, type Report, reportOf, tableOf } from './report.ts';
import { takeSnapshot } from './snapshot.ts';

const serviceDirectory = fileURLToPath(new URL('../../', import.meta.url));

const EXIT = { everythingHolds: 0, invariantBroken: 1, wrongUsage: 2 } as const;

/** How long the system may take to become quiet after the last order. */
const QUIET_LIMIT_MS = 300_000;

async function main(): Promise<number> {
  try {
    const options = demoArguments(process.argv.slice(2));
    const report = await run(options);
    process.stdout.write(`${options.json ? JSON.stringify(report, undefined, 2) : tableOf(report)}\n`);
    return allHold(report) ? EXIT.everythingHolds : EXIT.invariantBroken;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.wrongUsage;
  }
}

async function run(options: DemoArguments): Promise<Report> {
  const { cancellations, orders } = await ordersIn(options);
  const progress = progressOn(process.stderr);
  progress.show('packaging the service');
  const templateDirectory = await packageService(serviceDirectory);
  progress.show('starting SNS, SQS, DynamoDB and the functions');
  const system = await startLocal({ templateDirectory });
  try {
    const start = performance.now();
    const onProgress = (done: number) => progress.show('placing orders', done, orders.length);
    const offered = await replay(system.apiUrl, orders, { rate: options.rate, onProgress });
    progress.show('waiting until every message is dealt with');
    await system.idle(QUIET_LIMIT_MS);
    const seconds = (performance.now() - start) / 1_000;
    const snapshot = await takeSnapshot(system);
    return reportOf({ cancellations, offered, snapshot, counts: system.counters(), seconds });
  } finally {
    progress.end();
    await system.stop();
  }
}

/** What cannot be read or is no such file is wrong usage: nothing was started yet. */
async function ordersIn({ input, declineEvery }: DemoArguments): Promise<OnlineRetail> {
  const isDeclined = (position: number) => declineEvery !== undefined && (position + 1) % declineEvery === 0;
  try {
    return readOnlineRetail(await readFile(input, 'utf8'), (position) =>
      isDeclined(position) ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa',
    );
  } catch (cause) {
    throw new UsageError(`${input}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

process.exitCode = await main();
