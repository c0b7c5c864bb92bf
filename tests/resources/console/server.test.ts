import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { EventSource } from 'eventsource';
import { reads, requiredTextIn, writes } from '../../../resources/console/server/actions.ts';
import type { FlowSample } from '../../../resources/console/server/flow.ts';
import { Live } from '../../../resources/console/server/live.ts';
import { buildPage, type Page, weightOf } from '../../../resources/console/server/page.ts';
import { type RunningConsole, startConsole } from '../../../resources/console/server/server.ts';
import { until } from '../../rig/until.ts';

/** What a page may weigh on the wire, in bytes. */
const MOST_BYTES = 350 * 1024;

let page: Page;
const open: RunningConsole[] = [];
const failures: unknown[] = [];

beforeAll(async () => {
  page = await buildPage(fileURLToPath(new URL('../../../resources/console/page/', import.meta.url)));
});
afterEach(async () => {
  failures.length = 0;
  for (const running of open.splice(0)) await running.stop();
});

const nothing: FlowSample = { at: 1, metricsAgeSeconds: 0, published: {}, services: {} };

interface Settings {
  readonly isReadOnly?: boolean;
  readonly isFree?: boolean;
  readonly sample?: () => Promise<FlowSample>;
}

async function consoleWith({ isReadOnly = false, isFree = true, sample = async () => nothing }: Settings = {}) {
  const begun: unknown[] = [];
  const interruptions: boolean[] = [];
  const live = new Live({ everyMs: 20, isFree, sample }, () => ({ stage: 'test' }));
  const actions = {
    look: reads(async ({ body }) => ({ saw: requiredTextIn(body, 'what') })),
    change: writes(async () => undefined),
    fail: reads(async () => {
      throw new Error('the card 4242 was not found');
    }),
    wait: reads(async ({ isInterrupted, progress }) => {
      begun.push('wait');
      progress.show('waiting', 1, 2);
      await until(isInterrupted);
      interruptions.push(isInterrupted());
      return {};
    }),
  };
  const running = await startConsole(0, {
    page,
    live,
    actions,
    isReadOnly,
    onFailure: (error) => failures.push(error),
  });
  open.push(running);
  const { origin, port, hash } = new URL(running.url);
  return { running, origin, port: Number(port), token: hash.replace('#token=', ''), begun, interruptions };
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** By hand, for fetch sets Host and Origin itself. */
function send(port: number, { path = '/', method = 'GET', headers = {}, body = '' }: Sent) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const act = (port: number, token: string, action: string, body: object | string = {}) =>
  send(port, {
    path: `/api/${action}`,
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('the page', () => {
  it('weighs at most 350 KB, and names no other origin', () => {
    expect(weightOf(page)).toBeLessThan(MOST_BYTES);
    const text = [...page.values()].map(({ plain }) => plain.toString()).join('\n');
    const origins = [...text.matchAll(/https?:\/\/[\w.]+/g)].map(([origin]) => origin);
    // Names of XML namespaces are no addresses: nothing is loaded from them.
    expect(origins.filter((origin) => !/^http:\/\/www\.w3\.org$/.test(origin))).toEqual([]);
  });

  it('is served with a policy that lets nothing else run, compressed where the browser takes that', async () => {
    const { port } = await consoleWith();
    const plain = await send(port, {});
    expect(plain.status).toBe(200);
    expect(plain.body).toContain('<title>Fanfare</title>');
    const policy = String(plain.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    const script = await send(port, { path: '/page.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(script.headers['content-encoding']).toBe('br');
  });
});

describe('who may talk to the console', () => {
  const action = { path: '/api/look', method: 'POST', body: '{"what":"it"}' };

  it.each([
    ['a name that somebody points at loopback', { host: 'evil.example:80' }, 421],
    ['another port of this machine', { host: '127.0.0.1:1' }, 421],
    ['another page', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
  ])('not %s', async (_, headers, status) => {
    const { port, token } = await consoleWith();
    const own = { host: `127.0.0.1:${port}`, authorization: `Bearer ${token}` };
    expect((await send(port, { ...action, headers: { ...own, ...headers } })).status).toBe(status);
  });

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer 4711' }],
    ['a token of the right length', { authorization: `Bearer ${'x'.repeat(32)}` }],
  ])('not with %s', async (_, headers) => {
    const { port } = await consoleWith();
    expect((await send(port, { ...action, headers })).status).toBe(401);
    expect((await send(port, { path: '/api/live', headers })).status).toBe(401);
  });

  it('a user who follows a link to the page, who then has no token', async () => {
    const { port } = await consoleWith();
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await send(port, { headers: visit })).status).toBe(200);
    expect((await send(port, { path: '/api/live', headers: visit })).status).toBe(401);
  });

  it('its own page, with the token', async () => {
    const { port, origin, token } = await consoleWith();
    const headers = { origin, 'sec-fetch-site': 'same-origin', authorization: `Bearer ${token}` };
    const answer = await send(port, { ...action, headers });
    expect([answer.status, answer.body]).toEqual([200, '{"saw":"it"}']);
  });
});

describe('an action', () => {
  it('that changes something is refused in a console that is read-only', async () => {
    const { port, token } = await consoleWith({ isReadOnly: true });
    expect((await act(port, token, 'change')).status).toBe(403);
    expect((await act(port, token, 'look', { what: 'x' })).status).toBe(200);
  });

  it.each([
    ['is not there', 'nowhere', {}, 404],
    ['is only what every object has', '__proto__', {}, 404],
    ['is a method of every object', 'constructor', {}, 404],
    ['gets no JSON', 'look', '{', 400],
    ['gets no object', 'look', '[]', 400],
    ['lacks a field', 'look', {}, 400],
  ])('that %s says so', async (_, name, body, status) => {
    const { port, token } = await consoleWith();
    expect((await act(port, token, name, body)).status).toBe(status);
  });

  it('that fails for no reason of the user’s tells nothing but that, and the terminal everything', async () => {
    const { port, token } = await consoleWith();
    const answer = await act(port, token, 'fail');
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('4242');
    expect(String(failures[0])).toContain('4242');
  });

  it('is interrupted when the user goes away', async () => {
    const { port, token, begun, interruptions } = await consoleWith();
    const leaving = new AbortController();
    const asked = fetch(`http://127.0.0.1:${port}/api/wait`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    }).catch(() => undefined);
    await until(() => begun.length === 1);
    leaving.abort();
    await asked;
    await until(() => interruptions.length === 1);
  });
});

describe('the live channel', () => {
  async function listening(settings: Settings) {
    const { port, token } = await consoleWith(settings);
    const heard: [string, Record<string, unknown>][] = [];
    const source = new EventSource(`http://127.0.0.1:${port}/api/live`, {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
    });
    for (const name of ['hello', 'sample', 'trouble', 'progress']) {
      source.addEventListener(name, ({ data }) => heard.push([name, JSON.parse(data)]));
    }
    const of = (name: string) => heard.filter(([event]) => event === name).map(([, data]) => data);
    return { port, token, source, of };
  }

  it('greets, hands over what was before, and goes on with samples', async () => {
    let at = 0;
    const { source, of } = await listening({
      sample: async () => {
        at += 1;
        return { ...nothing, at };
      },
    });
    await until(() => of('sample').length >= 3);
    source.close();
    const [hello] = of('hello');
    const history = hello?.history as FlowSample[];
    const samples = [...history, ...(of('sample') as unknown as FlowSample[])].map((sample) => sample.at);
    expect(hello).toMatchObject({ stage: 'test', everyMs: 20 });
    expect(samples).toEqual(samples.map((_, index) => index + 1));
  });

  it('takes no sample that costs something while nobody looks', async () => {
    let taken = 0;
    const sample = async () => {
      taken += 1;
      return nothing;
    };
    const { port, token } = await consoleWith({ isFree: false, sample });
    const fivePeriods = Date.now() + 100;
    await until(async () => (await act(port, token, 'change')).status === 200 && Date.now() > fivePeriods);
    expect(taken).toBe(0);
    const { source, of } = await listening({ isFree: false, sample });
    await until(() => of('sample').length >= 2);
    source.close();
    expect(taken).toBeGreaterThanOrEqual(2);
  });

  it('tells when a sample cannot be taken, and tries again', async () => {
    let tries = 0;
    const { source, of } = await listening({
      sample: async () => {
        tries += 1;
        if (tries % 2 === 0) throw new Error('no queue');
        return nothing;
      },
    });
    await until(() => of('trouble').length >= 1 && of('sample').length >= 2);
    source.close();
    expect(of('trouble')[0]).toEqual({ message: 'Error: no queue' });
  });

  it('tells of an action’s progress, by the name that the page gave it', async () => {
    const { port, token, source, of } = await listening({});
    await until(() => of('hello').length === 1);
    const leaving = new AbortController();
    const asked = fetch(`http://127.0.0.1:${port}/api/wait`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'x-operation': 'mine' },
      signal: leaving.signal,
    }).catch(() => undefined);
    await until(() => of('progress').length === 1);
    leaving.abort();
    await asked;
    source.close();
    expect(of('progress')[0]).toEqual({ operation: 'mine', label: 'waiting', done: 1, total: 2 });
  });
});
