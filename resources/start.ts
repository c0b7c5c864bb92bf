/** `npm start`: the whole system on this machine with its console, until Ctrl-C. */
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodeFor, parsed, wholeNumber } from '../lib/cli/command-line.ts';
import { untilInterrupted } from '../lib/cli/interruption.ts';
import { say, warn } from '../lib/cli/output.ts';
import { type LocalSystem, startLocal } from '../lib/local/local-system.ts';
import { packageService } from '../lib/local/packaging.ts';
import { announceRunning, runningSystem, withdrawRunning } from '../lib/local/running-system.ts';
import { terminalLog } from '../lib/local/terminal-log.ts';
import { LocalConsole } from './console/server/console.ts';
import { LOCAL_STAGE, regionOf } from './stack/region.ts';

const serviceDirectory = fileURLToPath(new URL('../', import.meta.url));
const SERVICE = 'fanfare';

/** The addresses that people type; the engines take any free ports. */
const DEFAULT_API_PORT = 3000;
const DEFAULT_CONSOLE_PORT = 3001;

/** A change in any of these needs another start. */
const SOURCES = ['events', 'handlers', 'lib', 'resources', 'serverless.yml'];

async function main(): Promise<void> {
  const options = optionsIn(process.argv.slice(2));
  const running = await runningSystem(serviceDirectory);
  if (running !== undefined) {
    throw new Error(`it runs already, as process ${running.pid}, at ${running.apiUrl}: stop that one first`);
  }
  say('packaging the service …\n');
  const templateDirectory = await packageService(serviceDirectory);
  const region = await regionOf({ stage: LOCAL_STAGE, variables: process.env });
  const localConsole = new LocalConsole({ service: SERVICE, stage: 'local', region, serviceDir: serviceDirectory });
  const { observer } = localConsole;
  const log = localConsole.listeningTo(terminalLog(say, SERVICE));
  const ports = { api: options.port };
  const system = await startLocal({ templateDirectory, region, ports, log, observer, runSchedules: true });
  try {
    const { apiUrl, endpoints } = system;
    await announceRunning(serviceDirectory, { pid: process.pid, apiUrl, region, endpoints });
    const opened = await localConsole.open(system, {
      port: options.consolePort,
      isReadOnly: options.isReadOnly,
      onFailure: (error) =>
        log.notice('console', error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    say(await whereEverythingIs(system, opened.url));
    tellOfChanges();
    await untilInterrupted();
    say('\nstopping …\n');
    await opened.stop();
  } finally {
    await withdrawRunning(serviceDirectory);
    await system.stop();
  }
}

const USAGE = `usage: npm start -- [--port N] [--console-port N] [--read-only]
  --port          the order API's port (${DEFAULT_API_PORT}); 0 takes any free one
  --console-port  the console's port (${DEFAULT_CONSOLE_PORT}); 0 takes any free one
  --read-only     the console changes nothing`;

const OPTIONS = {
  port: { type: 'string' },
  'console-port': { type: 'string' },
  'read-only': { type: 'boolean' },
} as const;

function optionsIn(argv: readonly string[]) {
  const { values } = parsed(argv, OPTIONS, USAGE);
  return {
    port: portOf('--port', values.port) ?? DEFAULT_API_PORT,
    consolePort: portOf('--console-port', values['console-port']) ?? DEFAULT_CONSOLE_PORT,
    isReadOnly: values['read-only'] ?? false,
  };
}

function portOf(name: string, text: string | undefined): number | undefined {
  return wholeNumber(name, text, 0, USAGE, 65_535);
}

async function whereEverythingIs({ apiUrl, endpoints, queues }: LocalSystem, consoleUrl: string): Promise<string> {
  const names = (await queues()).filter(({ isDeadLetterQueue }) => !isDeadLetterQueue).map(({ name }) => name);
  return `
  console      ${consoleUrl}
  order API    ${apiUrl}/orders
  SNS, SQS     ${endpoints.sqs}
  DynamoDB     ${endpoints.dynamodb}
  Lambda       ${endpoints.lambda}
  queues       ${names.join(', ')}

  Open the console in a browser to watch orders flow, or place one from here:

    curl -i ${apiUrl}/orders -H 'content-type: application/json' -H "idempotency-key: $RANDOM" -d '
      { "customerId": "17850", "currency": "GBP", "totalMinor": 1530, "paymentToken": "pm_card_visa",
        "lines": [{ "sku": "85123A", "quantity": 6, "unitPriceMinor": 255 }],
        "shippingAddress": { "country": "United Kingdom" } }'

  Ctrl-C stops. Everything is in memory: stopping forgets it.

`;
}

/** Says once that what runs is no longer what the sources say. */
function tellOfChanges(): void {
  const watchers = SOURCES.map((source) => watch(`${serviceDirectory}${source}`, { recursive: true }, changed));
  function changed(_: string, file: string | null): void {
    for (const watcher of watchers) watcher.close();
    say(
      `\n  ${file ?? 'a source'} has changed. What runs is as it was: press Ctrl-C and start again to see the change.\n\n`,
    );
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.exit(
    exitCodeFor(error, () => {
      warn(error instanceof Error ? error.message : String(error));
      return 1;
    }),
  );
}
