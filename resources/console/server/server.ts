/** The console's server: the page, the live channel, and the page's requests. On loopback only, and only with the token. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Problem } from '../../../lib/http/problem.ts';
import { isObject } from '../../../lib/json.ts';
import { bodyWithin, type LoopbackServer, serve } from '../../../lib/local/http/loopback-server.ts';
import { assertToken, refusal, SECURITY_HEADERS } from './access.ts';
import type { Action, Actions } from './actions.ts';
import type { Live } from './live.ts';
import type { Page } from './page.ts';

export interface ConsoleParts {
  readonly page: Page;
  readonly live: Live;
  readonly actions: Actions;
  readonly isReadOnly: boolean;
  /** Told of what was nobody's fault but ours. */
  readonly onFailure: (error: unknown) => void;
}

export interface RunningConsole {
  /** With the token in its fragment, which no browser sends to any server. */
  readonly url: string;
  /** Names of what the page may ask for. */
  readonly actions: readonly string[];
  stop(): Promise<void>;
}

/** A file of a hundred thousand order lines is 10 MB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const TOKEN_BYTES = 24;

/** `port` 0 takes any free one. */
export async function startConsole(port: number, parts: ConsoleParts): Promise<RunningConsole> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const listener: RequestListener = (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    answer(request, response, { ...parts, token }).catch((error: unknown) => {
      if (!(error instanceof Problem)) parts.onFailure(error);
      refuse(response, error);
    });
  };
  // Links may lead to it: the page shows nothing without the token, and nothing else answers without it.
  const server: LoopbackServer = await serve('the console', port, listener, { isVisitable: true });
  parts.live.start();
  return {
    url: `${server.url}/#token=${token}`,
    actions: Object.keys(parts.actions),
    stop: async () => {
      parts.live.stop();
      await server.stop();
    },
  };
}

interface Surroundings extends ConsoleParts {
  readonly token: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (request.method === 'GET' && around.page.has(path)) return servePage(request, response, path, around.page);
  if (!path.startsWith('/api/')) throw refusal(404, 'Not found', 'There is no such page.');
  assertToken(request.headers, around.token);
  if (path === '/api/live' && request.method === 'GET') return around.live.join(response);
  const action = actionNamed(path.slice('/api/'.length), around.actions);
  if (action === undefined || request.method !== 'POST') throw refusal(404, 'Not found', 'There is no such action.');
  const document = await perform(action, request, response, around);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
}

/** Of its own names only: every object has others, such as `constructor`. */
function actionNamed(name: string, actions: Actions): Action | undefined {
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

async function perform(
  action: Action,
  request: IncomingMessage,
  response: ServerResponse,
  { isReadOnly, live }: Surroundings,
): Promise<unknown> {
  const body = await jsonOf(request);
  if (isReadOnly && action.writes(body)) {
    throw refusal(403, 'Read-only', 'This console was started with --read-only: it changes nothing.');
  }
  // The page names what it asked for, so that it knows whose progress it is told of.
  const operation = request.headers['x-operation'];
  const tell = (progress: object) => live.tell('progress', { operation, ...progress });
  const progress = {
    show: (label: string, done?: number, total?: number) => tell({ label, done, total }),
    end: () => undefined,
  };
  const isInterrupted = () => response.destroyed || response.writableEnded;
  return (await action.run({ body, isInterrupted, progress })) ?? {};
}

async function jsonOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await bodyWithin(request, MAX_BODY_BYTES);
  if (bytes === undefined)
    throw refusal(413, 'Too large', `The console takes ${MAX_BODY_BYTES / 1024 / 1024} MB at once.`);
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8') || '{}');
    if (isObject(value)) return value;
  } catch (cause) {
    throw refusal(400, 'Bad request', 'The body is no JSON.', cause);
  }
  throw refusal(400, 'Bad request', 'The body must be a JSON object.');
}

function servePage(request: IncomingMessage, response: ServerResponse, path: string, page: Page): void {
  const file = page.get(path);
  if (file === undefined) return;
  const takesBrotli = /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.setHeader('content-type', file.type);
  response.setHeader('vary', 'accept-encoding');
  if (takesBrotli) response.setHeader('content-encoding', 'br');
  response.end(takesBrotli ? file.brotli : file.plain);
}

/** What is no problem of ours to tell is told by its name only: the terminal has the rest. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { details } =
    error instanceof Problem
      ? error
      : refusal(500, 'Internal error', 'Something unexpected happened; the terminal says what.', error);
  response.writeHead(details.status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', ...details }));
}
