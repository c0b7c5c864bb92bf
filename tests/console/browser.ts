/** A real browser before the page that `npm start` serves, with the real engines behind it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Running, start } from '../rig/command.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Everything happens on this machine: what takes longer is stuck. */
const PATIENCE_MS = 20_000;

export type Theme = 'light' | 'dark';

export interface Scene {
  readonly system: Running;
  readonly browser: Browser;
  /** With the token. */
  readonly url: string;
  readonly apiUrl: string;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  end(): Promise<void>;
}

export async function openScene(...options: readonly string[]): Promise<Scene> {
  const system = start('node', 'resources/start.ts', '--port', '0', '--console-port', '0', ...options);
  const [, url = ''] = await system.says(/console +(http:\S+)/);
  const [, apiUrl = ''] = await system.says(/order API +(http:\S+)\/orders/);
  const [, sqsUrl = ''] = await system.says(/SNS, SQS +(http:\S+)/);
  const [, dynamodbUrl = ''] = await system.says(/DynamoDB +(http:\S+)/);
  await system.says(/Ctrl-C stops/);
  const browser = await chromium.launch({ executablePath: installedChromium(), args: ['--no-sandbox'] });
  const common = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const sqs = new SQSClient({ ...common, endpoint: sqsUrl });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: dynamodbUrl });
  return {
    system,
    browser,
    url,
    apiUrl,
    sqs,
    dynamodb,
    end: async () => {
      sqs.destroy();
      dynamodb.destroy();
      await browser.close();
      system.child.kill('SIGTERM');
      await system.ended;
    },
  };
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: nothing should be here. */
  readonly complaints: readonly string[];
  /** Every address that the page asked for. */
  readonly requests: readonly string[];
}

/** Opens the printed URL as a user does, in a window of its own. */
export async function visit(
  { browser, url }: Pick<Scene, 'browser' | 'url'>,
  { width = 1280, theme = 'light' as Theme } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    // A refusal is an answer like any other; that the browser tells of each is no complaint.
    if (message.text().startsWith('Failed to load resource')) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await page.getByText('Counted on this machine').waitFor();
  return { page, context, complaints, requests };
}

/** Goes to a view by its address, without loading the page again. */
export async function goTo(page: Page, view: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`/${view}`)}`);
}

/** Begins to replay the sample orders from the page, and resolves when the first was accepted. */
export async function replaySample(
  scene: Pick<Scene, 'browser' | 'url'>,
  { ordersPerSecond, times }: { ordersPerSecond: number; times: number },
): Promise<void> {
  const { page, context } = await visit(scene);
  await goTo(page, 'load');
  await page.getByLabel('Orders per second').fill(String(ordersPerSecond));
  await page.getByLabel('Times over').fill(String(times));
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText(/[\d,]+ of [\d,]+ sent, [1-9]\d* accepted/).waitFor();
  await context.close();
}

/** Puts a message into a queue by its name, past the order API. */
export async function send({ sqs }: Pick<Scene, 'sqs'>, queue: string, body: string): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

export const images = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/** Where a browser is installed, if one is. */
export function chromiumPlace(): string | undefined {
  return PLACES.find(existsSync);
}

function installedChromium(): string {
  const found = chromiumPlace();
  if (found !== undefined) return found;
  throw new Error(`there is no browser at ${PLACES.join(', ')}: run \`apt-get install chromium\``);
}
