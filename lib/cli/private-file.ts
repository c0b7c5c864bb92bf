/** Files that only their owner can read, for what may hold personal data. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Refusal } from './refusal.ts';

/** Not on Windows. */
const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

const FLAGS = { append: constants.O_APPEND, replace: constants.O_TRUNC } as const;

/** Only its owner can read it, whoever made it; what a symbolic link points to is never written. Throws what the file system throws. */
export async function openPrivately(path: string, how: keyof typeof FLAGS): Promise<FileHandle> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | FLAGS[how] | NOFOLLOW, 0o600);
  try {
    if (!(await file.stat()).isFile()) throw new Refusal(`${path} is not a regular file`);
    await file.chmod(0o600);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Replaces what was in the file. */
export async function writePrivately(path: string, text: string): Promise<void> {
  const file = await openPrivately(path, 'replace');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Makes a directory, and those above it that are missing, which only their owner can enter. Node's own recursive `mkdir` never returns
 * where a directory is there but takes no other, as /proc does.
 */
export async function makePrivateDirectory(path: string): Promise<void> {
  const missing: string[] = [];
  for (let directory = resolve(path); !(await isThere(directory)); directory = dirname(directory)) {
    missing.unshift(directory);
  }
  for (const directory of missing) await mkdir(directory, { mode: 0o700 });
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Reads `path`, unless it is a symbolic link. */
export function openToRead(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | NOFOLLOW);
}
