/** Packages the service as `serverless package` does, so that what runs is what would be deployed. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Answers the folder that holds the compiled template and the bundles. */
export async function packageService(): Promise<string> {
  await promisify(execFile)(`${root}node_modules/.bin/serverless`, ['package', '--stage', 'local'], { cwd: root });
  return `${root}.serverless`;
}
