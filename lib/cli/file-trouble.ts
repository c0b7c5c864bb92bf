/** Files that cannot be read or written, in a sentence: a full disk, a missing directory, a permission. */
import { isObject } from '../json.ts';

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota of the disk is used up',
  EACCES: 'you are not permitted to',
  EPERM: 'you are not permitted to',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'part of the path is not a directory',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a symbolic link, which is not followed',
  EFBIG: 'the file would be too large',
  EEXIST: 'something else has that name',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
};

/** What to say of `error`; `undefined` for an error that is not about a file. */
export function fileTrouble(error: unknown): string | undefined {
  if (!isObject(error) || typeof error.code !== 'string') return undefined;
  const why = WHY[error.code];
  const path = typeof error.path === 'string' ? error.path : 'a file';
  return why === undefined ? undefined : `${path} cannot be used: ${why} (${error.code})`;
}
