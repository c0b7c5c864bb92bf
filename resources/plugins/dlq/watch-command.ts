/** `serverless dlq watch`: queues and dead-letter queues as they fill and drain, until it is interrupted. */
import { drawOver, printLine } from '../../../lib/cli/output.ts';
import { table } from '../../../lib/cli/table.ts';
import { sleep, timestamp } from '../../../lib/clock/clock.ts';
import { depths, openSources } from '../../../lib/dead-letters/operations/depths.ts';
import type { Depths } from '../../../lib/dead-letters/reports.ts';
import type { Options, TerminalContext } from './command-options.ts';

const EVERY_MS = 2_000;

/** On a terminal the picture is drawn over the last one; in a pipe there is a line whenever something has changed. */
export async function watchCommand(context: TerminalContext, { json = false }: Options): Promise<number> {
  const { stage, clock, isInterrupted } = context;
  await stage.use(async (clients) => {
    const sources = await openSources(context, clients);
    let last = '';
    while (!isInterrupted()) {
      const queues = await depths(clients, sources);
      const shown = JSON.stringify(queues);
      if (process.stdout.isTTY && !json) {
        drawOver(pictureOf(queues, stage.name, clock.now()));
      } else if (shown !== last) printLine({ time: timestamp(clock.now()), queues });
      last = shown;
      await sleep(clock, EVERY_MS);
    }
  });
  return 0;
}

function pictureOf(queues: readonly Depths[], stage: string, now: number): string {
  const rows = queues.map(({ service, waiting, inFlight, dead, undelivered }) => [
    service,
    waiting,
    inFlight,
    dead,
    undelivered,
  ]);
  return [
    `Stage ${stage} at ${timestamp(now)}`,
    '',
    table(['service', 'waiting', 'in flight', 'dead', 'undelivered'], rows),
    '',
    'Press Ctrl-C to stop.',
  ].join('\n');
}
