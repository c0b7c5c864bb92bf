/** Every view in both themes: pictured for the docs, checked against WCAG, with ten thousand orders in the table. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import type { EventType } from '../../events/contract.ts';
import { ordersConsumer } from '../../handlers/orders/consumer.ts';
import type { OrderHistory } from '../../handlers/orders/order-history.ts';
import { itemOf } from '../../lib/store/record-item.ts';
import { goTo, images, openScene, replaySample, type Scene, send, type Theme, visit } from './browser.ts';
import { orderNamed, placed } from './events.ts';

const ORDERS = 10_000;

/** DynamoDB: items in one BatchWriteItem. */
const BATCH = 25;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let scene: Scene;
/** It is open for longer than it should be. */
let overdue: string;

beforeAll(async () => {
  scene = await openScene();
  await keepOrders();
  overdue = await leaveOneOverdue();
  await Promise.all(
    ['a', 'b', 'c'].map((name) => send(scene, 'fanfare-local-payment', placed(name, { currency: 'pounds' }))),
  );
  await Promise.all(['d', 'e'].map((name) => send(scene, 'fanfare-local-shipping', placed(name, { lines: [] }))));
  // So slowly that it goes on while the pictures are taken.
  await replaySample(scene, { ordersPerSecond: 12, times: 10 });
});
afterAll(() => scene.end());

/** Orders of past days as the orders service would have kept them, one in three declined, one in a hundred refunded. */
async function keepOrders(): Promise<void> {
  const items = Array.from({ length: ORDERS }, (_, index) => keptOrder(index));
  const batches = Array.from({ length: ORDERS / BATCH }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH));
  for (const batch of batches) {
    const requests = batch.map((Item) => ({ PutRequest: { Item } }));
    await scene.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { 'fanfare-local-orders': requests } }));
  }
}

function keptOrder(index: number) {
  const start = Date.UTC(2026, 0, 31) + index * 1_000;
  const end: EventType =
    index % 100 === 0 ? 'payment.refunded' : index % 3 === 0 ? 'payment.declined' : 'shipment.dispatched';
  const facts: OrderHistory = {
    events: [
      { type: 'order.placed', time: new Date(start).toISOString() },
      { type: end, time: new Date(start + 200 + ((index * 7_919) % 4_000)).toISOString() },
    ],
    customerId: `KEPT-${index % 500}`,
    currency: 'GBP',
    totalMinor: 1_000 + index,
    lines: 1 + (index % 9),
  };
  return keptItem(orderNamed(`kept-${index}`), facts);
}

function keptItem(subject: string, facts: OrderHistory) {
  const next = { subject, version: facts.events.length, facts, inbox: [], outbox: {} };
  return itemOf({ next, indexed: ordersConsumer.indexed?.(facts, subject) ?? {} });
}

async function leaveOneOverdue(): Promise<string> {
  const orderId = orderNamed('overdue');
  const time = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const facts: OrderHistory = {
    events: [{ type: 'order.placed', time }],
    customerId: '17850',
    currency: 'GBP',
    totalMinor: 3_564,
    lines: 2,
  };
  const request = { PutRequest: { Item: keptItem(orderId, facts) } };
  await scene.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { 'fanfare-local-orders': [request] } }));
  return orderId;
}

/** A view, and what must be on it before it is looked at. */
const views: readonly [string, (page: Page) => Promise<void>][] = [
  [
    'flow',
    async (page) => {
      await goTo(page, 'flow');
      await page.locator('.map .event.moving').filter({ hasText: 'shipment.dispatched' }).waitFor();
      await page.locator('.map .service .dead').first().waitFor();
    },
  ],
  [
    'orders',
    async (page) => {
      await goTo(page, 'orders');
      await page.getByText('overdue', { exact: true }).last().waitFor();
    },
  ],
  [
    'order',
    async (page) => {
      await goTo(page, 'load');
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByRole('link', { name: /Follow order/ }).click();
      await page.locator('dd').getByText('shipped', { exact: true }).waitFor();
      await page.getByText('Where it waits').waitFor({ state: 'detached' });
      await page.getByRole('heading', { name: /^Invoice/ }).waitFor();
    },
  ],
  [
    'dead-letters',
    async (page) => {
      await goTo(page, 'dead-letters');
      await page
        .getByRole('row', { name: /payment InvalidEventData/ })
        .getByRole('link')
        .click();
      await page.getByRole('article').nth(2).waitFor();
    },
  ],
  [
    'load',
    async (page) => {
      await goTo(page, 'load');
      await page.getByText(/\d+ of 2,280 sent/).waitFor();
    },
  ],
  [
    'charts',
    async (page) => {
      await goTo(page, 'charts');
      await page.getByText(/\d+ orders: half within/).waitFor();
    },
  ],
];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Contrast, names, roles and keyboard, as far as a machine can tell: WCAG 2.2, level AA. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations)`,
  )) as Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

describe.each<Theme>(['light', 'dark'])('in the %s theme', (theme) => {
  it.each(views)('%s meets WCAG, and fits into 1280 and 390 pixels', async (name, prepare) => {
    const { page, context, complaints } = await visit(scene, { theme });
    await prepare(page);
    expect(await violationsOn(page)).toEqual([]);
    await page.screenshot({
      path: `${images}console-${name}-${theme}.png`,
      clip: { x: 0, y: 0, width: 1280, height: 900 },
    });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await violationsOn(page)).toEqual([]);
    await context.close();
    expect(complaints).toEqual([]);
  });
});

describe.each<Theme>(['light', 'dark'])('what opens in the %s theme meets WCAG:', (theme) => {
  it('fields that are wrong', async () => {
    const { page, context } = await visit(scene, { theme });
    await goTo(page, 'load');
    await page.getByLabel('Customer').fill('');
    await page.getByLabel('Quantity').fill('-1');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('nothing was announced').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await context.close();
  });

  it('the editor with a difference, and a question before a redrive', async () => {
    const { page, context } = await visit(scene, { theme });
    await goTo(page, 'dead-letters');
    await page
      .getByRole('row', { name: /payment InvalidEventData/ })
      .getByRole('link')
      .click();
    const letter = page.getByRole('article').first();
    await letter.getByRole('button', { name: 'Edit' }).click();
    const editor = letter.getByRole('textbox');
    await editor.fill((await editor.inputValue()).replace('"pounds"', '"GBP"'));
    await letter.getByRole('button', { name: 'Check it' }).click();
    await letter.locator('.added').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Redrive this one' }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await context.close();
  });
});

describe('ten thousand orders', () => {
  it('the overdue one comes first, and any of them is found by its id', async () => {
    const { page, context } = await visit(scene);
    await goTo(page, 'orders');
    await page.locator('tbody tr').first().getByText('overdue').waitFor();
    expect(await page.locator('tbody tr').first().getByRole('link').innerText()).toBe(overdue);
    const wanted = orderNamed(`kept-${ORDERS - 1}`);
    await page.getByLabel('Order id or customer').fill(wanted);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 shown, 1 read.').waitFor();
    await page.getByRole('link', { name: wanted }).waitFor();
    await context.close();
  });

  it('those of a customer, and those of a status, page by page', async () => {
    const { page, context } = await visit(scene);
    await goTo(page, 'orders');
    await page.getByLabel('Order id or customer').fill('KEPT-7');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText(`${ORDERS / 500} shown, ${ORDERS / 500} read.`).waitFor();
    await page.getByLabel('Order id or customer').fill('');
    await page.getByLabel('Status').selectOption('declined');
    await page
      .getByText(/ shown, .* read\./)
      .filter({ hasText: 'Look further' })
      .waitFor();
    const before = await page.locator('tbody tr').count();
    await page.getByRole('button', { name: 'Look further' }).click();
    await page.locator('tbody tr').nth(before).waitFor();
    await context.close();
  });

  it('how long they took is shown of all of them', async () => {
    const { page, context } = await visit(scene);
    await goTo(page, 'charts');
    await page.getByText(/^1\d,\d{3} orders: half within/).waitFor();
    await context.close();
  });
});
