/** Packages the service as `serverless package` does, so that what runs here is what would be deployed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Where `serverless package` leaves template and zips. */
const PACKAGE_DIRECTORY = '.serverless';

/** Packaging takes seconds; what needs this long hangs. */
const LIMIT_MS = 180_000;

/** Answers the folder that holds the compiled template and the bundles. Throws with what the framework said. */
export async function packageService(serviceDirectory: string): Promise<string> {
  const serverless = join(serviceDirectory, 'node_modules', '.bin', 'serverless');
  await new Promise<void>((resolve, reject) => {
    const child = execFile(
      serverless,
      ['package', '--stage', 'local'],
      { cwd: serviceDirectory, timeout: LIMIT_MS },
      (error, stdout, stderr) => {
        if (error === null) return resolve();
        const said = stripVTControlCharacters(`${stdout}${stderr}`).trim() || error.message;
        reject(new Error(`\`serverless package\` failed, so there is nothing to run:\n${said}`, { cause: error }));
      },
    );
    // The framework reads what is piped to it.
    child.stdin?.end();
  });
  return join(serviceDirectory, PACKAGE_DIRECTORY);
}
