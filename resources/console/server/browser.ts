/**
 * Opens the user's browser at a URL that holds a secret. Every user of a machine can read the arguments of every program, so the
 * browser is given a file instead, which the user alone can read and which leads on to the URL.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { html } from '../../../lib/http/html.ts';

/** Resolves to what removes the file. Where there is no browser to open, the URL on the terminal remains. */
export async function openBrowser(url: string, env: NodeJS.ProcessEnv = process.env): Promise<() => Promise<void>> {
  // The user's own directory where the system has one. mkdtemp makes ours for the user alone.
  const directory = await mkdtemp(join(env.XDG_RUNTIME_DIR || tmpdir(), 'fanfare-console-'));
  const file = join(directory, 'open.html');
  await writeFile(file, redirectTo(url), { mode: 0o600, flag: 'wx' });
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(command, [pathToFileURL(file).href], { env, stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
  return () => rm(directory, { recursive: true, force: true });
}

function redirectTo(url: string): string {
  return html`<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${url}">`.markup;
}
