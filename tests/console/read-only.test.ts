/** A console that only looks, in a real browser. */
import { goTo, openScene, type Scene, send, type Visit, visit } from './browser.ts';

let scene: Scene;
let seen: Visit;

beforeAll(async () => {
  scene = await openScene('--read-only');
  seen = await visit(scene);
});
afterAll(() => scene.end());

describe('a console that is read-only', () => {
  it('says so, and has no load', async () => {
    await seen.page.getByRole('banner').getByText('read-only').waitFor();
    await goTo(seen.page, 'load');
    await seen.page.getByText('This console is read-only.').waitFor();
  });

  it('shows dead-lettered messages and what a redrive would do, and offers nothing that changes them', async () => {
    const { page } = seen;
    await send(scene, 'fanfare-local-rewards', 'no event');
    await page.getByRole('navigation').getByText('1', { exact: true }).waitFor();
    await goTo(page, 'dead-letters');
    await page
      .getByRole('row', { name: /rewards MalformedJson/ })
      .getByRole('link')
      .click();
    await page.getByRole('article').waitFor();
    await page.getByRole('button', { name: 'What would a redrive do?' }).click();
    await page.getByText('fail again on 1. Nothing was redriven.').waitFor();
    const buttons = await page.locator('main').getByRole('button').allInnerTexts();
    expect(buttons).toEqual(['Refresh', 'What would a redrive do?']);
  });

  it.each([
    ['dead-letters/redrive', {}],
    ['dead-letters/edit', { id: '1', text: '{}' }],
    ['dead-letters/archive', {}],
    ['dead-letters/purge', {}],
    ['load/order', {}],
    ['load/replay', {}],
    ['load/chaos', {}],
    ['load/feed', {}],
  ])('refuses %s whoever asks', async (action, body) => {
    const { origin, hash } = new URL(scene.url);
    const response = await fetch(`${origin}/api/${action}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hash.replace('#token=', '')}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(403);
  });
});
