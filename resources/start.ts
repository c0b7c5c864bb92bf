/** `npm start`: the whole system on this machine, until Ctrl-C. */
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type LocalSystem, startLocal } from '../lib/local/local-system.ts';
import { packageService } from '../lib/local/packaging.ts';
import { announceRunning, runningSystem, withdrawRunning } from '../lib/local/running-system.ts';
import { terminalLog } from '../lib/local/terminal-log.ts';

const serviceDirectory = fileURLToPath(new URL('../', import.meta.url));
const SERVICE = 'fanfare';

/** The one address that people type; the engines take any free ports. */
const DEFAULT_API_PORT = 3000;

/** A change in any of these needs another start. */
const SOURCES = ['events', 'handlers', 'lib', 'resources', 'serverless.yml'];

const say = (text: string): void => void process.stdout.write(text);

async function main(): Promise<void> {
  const port = portOf(process.argv.slice(2));
  const running = await runningSystem(serviceDirectory);
  if (running !== undefined) {
    throw new Error(`it runs already, as process ${running.pid}, at ${running.apiUrl}: stop that one first`);
  }
  say('packaging the service …\n');
  const templateDirectory = await packageService(serviceDirectory);
  const log = terminalLog(say, SERVICE);
  const system = await startLocal({ templateDirectory, ports: { api: port }, log, runSchedules: true });
  const { apiUrl, region, endpoints } = system;
  await announceRunning(serviceDirectory, { pid: process.pid, apiUrl, region, endpoints });
  say(await whereEverythingIs(system));
  tellOfChanges();
  await untilInterrupted();
  say('\nstopping …\n');
  await withdrawRunning(serviceDirectory);
  await system.stop();
}

function portOf(argv: readonly string[]): number {
  const { values } = parseArgs({ args: [...argv], options: { port: { type: 'string' } } });
  const port = Number(values.port ?? DEFAULT_API_PORT);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error('--port takes a number from 0 (any free port) to 65535');
}

async function whereEverythingIs({ apiUrl, endpoints, queues }: LocalSystem): Promise<string> {
  const names = (await queues()).filter(({ isDeadLetterQueue }) => !isDeadLetterQueue).map(({ name }) => name);
  return `
  order API    ${apiUrl}/orders
  SNS, SQS     ${endpoints.sqs}
  DynamoDB     ${endpoints.dynamodb}
  Lambda       ${endpoints.lambda}
  queues       ${names.join(', ')}

  Place an order:

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

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
