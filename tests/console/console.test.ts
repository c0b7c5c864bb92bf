/** What a user does with the console, in a real browser. */
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { example } from '../../events/order-placed.ts';
import { goTo, openScene, type Scene, send, type Visit, visit } from './browser.ts';
import { orderNamed, placed } from './events.ts';
import { relayTo } from './relay.ts';

let scene: Scene;
let seen: Visit;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.end());
beforeEach(async () => {
  seen = await visit(scene);
});
afterEach(async () => {
  const { complaints, context } = seen;
  await context.close();
  expect(complaints).toEqual([]);
});

/** By the order API, as a shop would. */
async function place(key: string, order: object = {}): Promise<string> {
  const response = await fetch(`${scene.apiUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ ...example, ...order }),
  });
  const answer = (await response.json()) as { orderId?: string };
  if (answer.orderId === undefined) throw new Error(`the order was refused: ${JSON.stringify(answer)}`);
  return answer.orderId;
}

/** The card of a service on the map, once it says so. */
const deadIn = (service: string, says: string) =>
  seen.page
    .locator('.map .service')
    .filter({ hasText: `${service}queue` })
    .filter({ hasText: says });

const messagesIn = (service: string) => seen.page.getByRole('region', { name: `Dead-lettered messages of ${service}` });

async function lookInto(service: string, cause: RegExp): Promise<void> {
  await goTo(seen.page, 'dead-letters');
  await seen.page.getByRole('row', { name: cause }).filter({ hasText: service }).getByRole('link').click();
  await messagesIn(service).getByRole('article').first().waitFor();
}

/** What a switch shows is what the system says, which it does after the click, not with it. */
async function switched(box: Locator, to: 'on' | 'off'): Promise<void> {
  await box.click();
  await box.and(seen.page.locator(to === 'on' ? ':checked' : ':not(:checked)')).waitFor();
}

describe('the flow', () => {
  it('shows every service and event, asks nobody else for anything, and keeps the token out of the address', async () => {
    const { page, requests } = seen;
    for (const name of ['payment', 'invoice', 'fulfillment', 'shipping', 'forecasting', 'rewards', 'orders']) {
      await page.getByRole('row', { name: new RegExp(`^${name} `) }).waitFor();
      await page
        .locator('.map .service')
        .filter({ hasText: `${name}queue` })
        .waitFor();
    }
    await page.locator('.map .event').filter({ hasText: 'shipment.dispatched' }).waitFor();
    expect(page.url()).not.toContain('token');
    const { origin } = new URL(scene.url);
    expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
  });

  it('shows what moves while a file is replayed, and the file to its end', async () => {
    const { page } = seen;
    await page.getByRole('link', { name: 'Load' }).click();
    await page.getByLabel('Orders per second').fill('30');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText(/\d+ of 228 sent, \d+ accepted/).waitFor();
    await page.getByRole('link', { name: 'Flow' }).click();
    await page.locator('.map .event.moving').filter({ hasText: 'invoice.issued' }).waitFor();
    // Every line has its rate, also the faint ones to the service that hears everything.
    await page.locator('.map .edge.moving:not(.faint) text').filter({ hasText: '/s' }).first().waitFor();
    await page.locator('.map .edge.moving.faint text').filter({ hasText: '/s' }).first().waitFor();
    await page.getByRole('row', { name: /^order\.placed order-api payment, .* [1-9][\d.]*\/s$/ }).waitFor();
    await page.getByRole('link', { name: 'Load' }).click();
    await page.getByText('the sample: 228 of 228 sent, 218 accepted, 10 refused.').waitFor();
  });

  it('makes a dead-letter queue that fills impossible to miss', async () => {
    const { page } = seen;
    await send(scene, 'fanfare-local-rewards', 'no event');
    await page.locator('.map .service .dead').filter({ hasText: '1 dead message' }).waitFor();
    await page.getByRole('navigation').getByText('1', { exact: true }).waitFor();
    await page.waitForFunction(`document.title === '(1) Fanfare'`);
    await deadIn('rewards', '1 dead message').press('Enter');
    await page.getByRole('row', { name: /rewards MalformedJson/ }).waitFor();
    await page.getByText('Only those of rewards.').waitFor();
  });
});

describe('orders', () => {
  it('one is placed from the form, which says of each field what is wrong, and is followed to its end', async () => {
    const { page } = seen;
    await page.getByRole('link', { name: 'Load' }).click();
    await page.getByLabel('Currency').fill('gbp');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('400: One field is wrong; nothing was announced.').waitFor();
    await page.locator('label', { hasText: 'Currency' }).getByText('is not an active ISO 4217 currency').waitFor();
    await page.getByLabel('Currency').fill('GBP');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByRole('link', { name: /Follow order/ }).click();
    await page.getByRole('heading', { name: /^Invoice \d{4}-\d{6}, paid/ }).waitFor();
    await page.getByText('shipment.dispatched by shipping').waitFor();
    await page
      .getByRole('list', { name: 'Who heard of order.placed' })
      .getByText(/payment.*1 attempt, waited/)
      .waitFor();
  });

  it('one that is stuck says where it waits, and goes on when the queue does', async () => {
    const { page } = seen;
    await page.getByRole('link', { name: 'Load' }).click();
    await switched(page.getByLabel('Pause shipping'), 'on');
    await goTo(page, 'flow');
    await page.getByRole('row', { name: /^shipping paused/ }).waitFor();
    const orderId = await place('stuck');
    try {
      await goTo(page, `orders/${orderId}`);
      await page.getByText('shipping has not dealt with order.placed').waitFor();
      await page.getByRole('button', { name: 'Look for its dead-lettered messages' }).click();
      await page.getByText('None of its messages is in a dead-letter queue.').waitFor();
      await goTo(page, 'load');
      await page.getByRole('row', { name: /^Pause shipping [1-9]/ }).waitFor();
    } finally {
      await goTo(page, 'load');
      await switched(page.getByLabel('Pause shipping'), 'off');
    }
    await goTo(page, `orders/${orderId}`);
    await page.getByText('Where it waits').waitFor({ state: 'detached' });
  });

  it('one that fails says why, attempt by attempt', async () => {
    const { page } = seen;
    const orderId = await place('outage', { paymentToken: 'pm_sandbox_outage' });
    await goTo(page, `orders/${orderId}`);
    await page
      .getByRole('row', { name: /payment order\.placed retried GatewayOutage: .* does not answer 2$/ })
      .waitFor();
  });

  it('are found by id, by customer and by status; personal data is shown when it is asked for', async () => {
    const { page } = seen;
    const orderId = await place('found', { customerId: 'CUSTOMER-77', paymentToken: 'pm_card_visa_chargeDeclined' });
    await goTo(page, `orders/${orderId}`);
    await page.getByText('declined', { exact: true }).waitFor();
    await goTo(page, 'orders');
    const row = page.getByRole('row', { name: new RegExp(orderId) });
    for (const text of [orderId, ` ${orderId.toUpperCase()} `, 'CUSTOMER-77']) {
      await page.getByLabel('Order id or customer').fill(text);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByText('1 shown, 1 read.').waitFor();
      expect(await row.innerText()).not.toContain('CUSTOMER-77');
    }
    await page.getByLabel('Show personal data').check();
    await row.getByText('CUSTOMER-77').waitFor();
    await page.getByLabel('Order id or customer').fill('');
    await page.getByLabel('Status').selectOption('declined');
    await row.waitFor();
    await page.getByLabel('Status').selectOption('overdue');
    await page.getByText('No such orders.').waitFor();
  });

  it('are still found after a look at one of them', async () => {
    const { page } = seen;
    const orderId = await place('back', { customerId: 'CUSTOMER-78' });
    await goTo(page, 'orders');
    await page.getByLabel('Order id or customer').fill('CUSTOMER-78');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 shown, 1 read.').waitFor();
    await page.getByRole('link', { name: orderId }).click();
    await page.getByRole('heading', { name: /^Invoice/ }).waitFor();
    await page.goBack();
    await page.getByText('1 shown, 1 read.').waitFor();
    expect(await page.getByLabel('Order id or customer').inputValue()).toBe('CUSTOMER-78');
  });

  it('one that nobody knows is said to be unknown', async () => {
    await goTo(seen.page, `orders/${orderNamed('nobody')}`);
    await seen.page.getByText('No service has heard of this order.').waitFor();
  });

  it('show addresses to nobody who did not ask', async () => {
    const { page } = seen;
    const orderId = await place('address');
    await goTo(page, `orders/${orderId}`);
    await page.getByRole('heading', { name: /^Invoice/ }).waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.locator('main').innerText()).not.toContain('Long Lane');
    await page.getByLabel('Show personal data').check();
    await page.getByText('Long Lane').first().waitFor();
    await page.getByText('To 17850, A. Turner, 12 Long Lane, Leeds, LS1 4AP, United Kingdom').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.getByText('To 17850, A. Turner').waitFor();
    expect(await page.getByRole('banner').isVisible()).toBe(false);
  });
});

describe('dead-lettered messages', () => {
  it('are grouped by cause, and a dry run says what a redrive would do', async () => {
    await Promise.all(
      ['a', 'b'].map((name) => send(scene, 'fanfare-local-invoice', placed(name, { currency: 'pounds' }))),
    );
    await deadIn('invoice', '2 dead messages').waitFor();
    await lookInto('invoice', /InvalidEventData order\.placed: \/currency is not an active/);
    await messagesIn('invoice').getByRole('button', { name: 'What would a redrive do?' }).click();
    await messagesIn('invoice').getByText('fail again on 2. Nothing was redriven.').waitFor();
  });

  it('have an address for each cause, which opens it again', async () => {
    await lookInto('invoice', /currency/);
    await seen.page.reload();
    await messagesIn('invoice').getByRole('article').nth(1).waitFor();
  });

  it('are edited with a diff; what the service could not read is refused', async () => {
    await lookInto('invoice', /currency/);
    const message = messagesIn('invoice').getByRole('article').first();
    await message.getByRole('button', { name: 'Edit' }).click();
    const editor = message.getByRole('textbox');
    await editor.fill((await editor.inputValue()).replace('"pounds"', '"Pound"'));
    await message.getByRole('button', { name: 'Check it' }).click();
    await message.getByText('it would fail again').waitFor();
    await editor.fill((await editor.inputValue()).replace('"Pound"', '"GBP"'));
    await message.getByRole('button', { name: 'Check it' }).click();
    await message.locator('.added').getByText('"currency": "GBP"').waitFor();
    await message.getByRole('button', { name: 'Redrive it like this' }).click();
    await messagesIn('invoice').getByText('invoice: 1 edited and redriven.').waitFor();
    await seen.page.getByRole('row', { name: /^invoice InvalidEventData.* 1 / }).waitFor();
  });

  it('are redriven, a canary first, and what was applied stays applied once', async () => {
    await Promise.all(['c', 'd'].map((name) => send(scene, 'fanfare-local-payment-dlq', placed(name))));
    await lookInto('payment', /MovedBySqs/);
    await messagesIn('payment').getByRole('button', { name: 'Redrive …' }).click();
    await seen.page.getByRole('dialog').getByText('1 first; the others only if none comes back.').waitFor();
    await seen.page.getByRole('dialog').getByRole('button', { name: 'Redrive' }).click();
    // Not in the region of the group: with its last message, the group is gone.
    await seen.page.getByText(/payment: 2 redriven, message by message\.\s+Canaries: 1 applied, 0 came back/).waitFor();
    await goTo(seen.page, `orders/${orderNamed('c')}`);
    await seen.page.getByText('payment.captured by payment').waitFor();
  });

  it('are archived, and taken out of the queue when that is wanted', async () => {
    await lookInto('invoice', /currency/);
    await messagesIn('invoice').getByRole('button', { name: 'Archive', exact: true }).click();
    await messagesIn('invoice')
      .getByText(/^1 message \(invoice 1\) copied \(they are still in their queue\) to /)
      .waitFor();
    await messagesIn('invoice').getByRole('button', { name: 'Archive and remove' }).click();
    await seen.page.getByRole('dialog').getByRole('button', { name: 'Archive and remove' }).click();
    const told = await messagesIn('invoice')
      .getByText(/^1 message \(invoice 1\) taken out of the queue, and archived in /)
      .innerText();
    const [, directory = ''] = /archived in (\S+) on/.exec(told) ?? [];
    expect(readFileSync(`${directory}/local-invoice.jsonl`, 'utf8')).toContain(orderNamed('b'));
  });

  it('are not all that can be lost: what SNS could not deliver is told of, too', async () => {
    await send(scene, 'fanfare-local-fulfillment-delivery-dlq', 'never delivered');
    await deadIn('fulfillment', '1 undelivered').press('Enter');
    await seen.page.getByRole('row', { name: /fulfillment \(delivery\) NotDelivered .* 1 / }).waitFor();
    await seen.page.getByText('Only those of fulfillment.').waitFor();
    expect(await seen.page.getByText('No dead-lettered messages.').count()).toBe(0);
  });
});

describe('by the keyboard alone', () => {
  const isFocused = (locator: Locator) => locator.evaluate((element) => element.matches(':focus'));

  async function tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      if (await isFocused(target)) return;
      await seen.page.keyboard.press('Tab');
    }
    throw new Error('40 presses of Tab did not reach it');
  }

  it('the head of the page is skipped, and the view stays', async () => {
    const { page } = seen;
    await goTo(page, 'orders');
    await page.reload();
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await tabTo(page.getByRole('button', { name: 'Skip to content' }));
    await page.keyboard.press('Enter');
    expect(await isFocused(page.getByRole('main'))).toBe(true);
    expect(await page.getByRole('heading', { name: 'Orders' }).count()).toBe(1);
  });

  it('a view is chosen, an order placed and followed', async () => {
    const { page } = seen;
    await tabTo(page.getByRole('link', { name: 'Load' }));
    await page.keyboard.press('Enter');
    await tabTo(page.getByRole('button', { name: 'Place the order' }));
    await page.keyboard.press('Space');
    const follow = page.getByRole('link', { name: /Follow order/ });
    await follow.waitFor();
    await tabTo(follow);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Invoice/ }).waitFor();
  });

  it('a question is answered with no, by Escape', async () => {
    const { page } = seen;
    await send(scene, 'fanfare-local-rewards', 'no event');
    await deadIn('rewards', 'dead message').waitFor();
    await goTo(page, 'dead-letters');
    const cause = page.getByRole('row', { name: /rewards MalformedJson/ }).getByRole('link');
    await cause.waitFor();
    await tabTo(cause);
    await page.keyboard.press('Enter');
    await messagesIn('rewards').getByRole('article').first().waitFor();
    await tabTo(messagesIn('rewards').getByRole('button', { name: 'Archive and remove' }));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await messagesIn('rewards').getByRole('article').first().waitFor();
  });
});

describe('load and charts', () => {
  it('chaos is switched on and off, and says what it did', async () => {
    const { page } = seen;
    await page.getByRole('link', { name: 'Load' }).click();
    await switched(page.getByLabel('Deliver messages out of order'), 'on');
    await switched(page.getByLabel('Deliver one message in five twice'), 'on');
    await Promise.all(['1', '2', '3', '4', '5'].map((name) => place(`chaos-${name}`)));
    await page.getByText(/[1-9]\d* delivered twice, [1-9]\d* out of order/).waitFor();
    await switched(page.getByLabel('Deliver messages out of order'), 'off');
    await switched(page.getByLabel('Deliver one message in five twice'), 'off');
    const orderId = await place('calm');
    await goTo(page, `orders/${orderId}`);
    await page
      .locator('dd')
      .getByText(/^(refunded|shipped)$/)
      .waitFor();
  });

  it('what cannot be replayed is refused with the reason', async () => {
    const { page } = seen;
    await page.getByRole('link', { name: 'Load' }).click();
    await page.getByLabel('Times over').fill('1.5');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('a whole number of times').waitFor();
    await page.getByLabel('Times over').fill('1');
    for (const [content, why] of [
      ['', 'the file holds no orders'],
      ['a,b\n1,2', 'the file has no column InvoiceNo'],
    ] as const) {
      const file = { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(content) };
      await page.getByLabel(/^A file in the columns/).setInputFiles(file);
      await page.getByRole('button', { name: 'Replay' }).click();
      await page.getByText(`Nothing was sent: ${why}`).waitFor();
    }
  });

  it('charts show the session, and how long orders took', async () => {
    const { page } = seen;
    await page.getByRole('link', { name: 'Charts' }).click();
    await page.getByText(/\d+ orders: half within/).waitFor();
    await page.locator('.chart canvas').nth(3).waitFor();
    expect(await page.locator('.chart canvas').count()).toBe(4);
  });
});

describe('when things go wrong', () => {
  it('what somebody wrote into an order is text, whatever it is', async () => {
    const { page } = seen;
    const attack = '<img src=x onerror="document.title=`stolen`"><script>document.title=`stolen`</script>';
    await send(scene, 'fanfare-local-shipping', placed('attack', { currency: attack, customerId: attack }));
    await deadIn('shipping', '1 dead message').waitFor();
    const orderId = await place('xss', { lines: [{ ...example.lines[0], description: attack, unitPriceMinor: 594 }] });
    await page.getByLabel('Show personal data').check();
    await goTo(page, `orders/${orderId}`);
    await page.getByRole('cell', { name: attack }).waitFor();
    await lookInto('shipping', /InvalidEventData/);
    await messagesIn('shipping').locator('summary').click();
    await messagesIn('shipping').getByText('<img src=x').waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).not.toContain('stolen');
  });

  it('a connection that drops is told of, and comes back by itself', async () => {
    const wire = await relayTo(scene.url);
    const { page, context } = await visit({ browser: scene.browser, url: wire.url });
    try {
      wire.cut();
      await page.getByText(/Not connected for/).waitFor();
      wire.mend();
      await page.getByText(/Not connected for/).waitFor({ state: 'detached' });
      await place('after-the-drop');
      await page.locator('.map .event.moving').first().waitFor();
    } finally {
      await context.close();
      await wire.stop();
    }
  });

  it('a system that stands still is told of, too', async () => {
    const { page } = seen;
    scene.system.child.kill('SIGSTOP');
    try {
      await page.getByText(/Not connected for/).waitFor();
    } finally {
      scene.system.child.kill('SIGCONT');
    }
    await page.getByText(/Not connected for/).waitFor({ state: 'detached' });
  });

  it('an address without its token shows nothing, and the whole one opens it', async () => {
    const { page } = seen;
    const locked = page.getByRole('heading', { name: 'This address has no valid token' });
    await page.evaluate(() => sessionStorage.clear());
    await page.goto('about:blank');
    await page.goto(new URL('/', scene.url).href);
    await locked.waitFor();
    await page.goto(new URL('/#token=of-an-earlier-start', scene.url).href);
    await locked.waitFor();
    await page.goto(scene.url);
    await page.getByText('Counted on this machine').waitFor();
  });

  it('a link of the page opens in another tab, too', async () => {
    const { page, context } = seen;
    const orderId = await place('tab');
    await goTo(page, 'orders');
    await page.getByLabel('Order id or customer').fill(orderId);
    await page.getByRole('button', { name: 'Search' }).click();
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: orderId }).click({ modifiers: ['Control'] });
    await (await opened).getByRole('heading', { name: `Order ${orderId}` }).waitFor();
  });

  it('a view that there is not is said not to be', async () => {
    await goTo(seen.page, 'nonsense');
    await seen.page.getByText('The console has no such view.').waitFor();
  });
});
