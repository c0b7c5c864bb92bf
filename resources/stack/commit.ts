/** Which commit is being packaged, or the package's version outside a repository. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function commitOf(directory: string): string {
  const describe = ['describe', '--always', '--dirty', '--abbrev=12'];
  try {
    return execFileSync('git', describe, { cwd: directory, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    // No repository or no git: an archive of the sources is packaged just as well.
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version;
  }
}
