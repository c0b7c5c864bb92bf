/** A person's own editor on a text that may hold personal data: the file is theirs alone, and gone afterwards, whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What was saved. Throws a Refusal where there is no terminal: `npx` sets EDITOR to vi, which would wait for ever. */
export async function inEditor(text: string): Promise<string> {
  const editor = process.env.VISUAL ?? process.env.EDITOR;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Refusal('there is no terminal for an editor here: give a patch instead, with --patch FILE');
  }
  if (editor === undefined || editor === '') {
    throw new Refusal('set $EDITOR to your editor, or give a patch: --patch FILE');
  }
  const directory = await mkdtemp(join(tmpdir(), 'dead-letter-'));
  const file = join(directory, 'event.json');
  let child: ChildProcess | undefined;
  const cleanUp = () => rmSync(directory, { recursive: true, force: true });
  // Ctrl-C is the editor's own business; the others end it, and the file with it.
  const stop = (signal: NodeJS.Signals) => {
    if (signal === 'SIGINT') return;
    cleanUp();
    child?.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    await writeFile(file, text, { mode: 0o600 });
    child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    await endOf(child, editor);
    return await readFile(file, 'utf8');
  } finally {
    cleanUp();
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

function endOf(child: ChildProcess, editor: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Refusal(`${editor} ended with ${code ?? signal}: nothing was redriven`));
    });
  });
}
