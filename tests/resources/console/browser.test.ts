import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../../../resources/console/server/browser.ts';
import { until } from '../../rig/until.ts';

const URL_WITH_TOKEN = 'http://127.0.0.1:4711/#token=secret-of-this-start';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanfare-browser-'));
  for (const name of ['xdg-open', 'open']) {
    const command = join(directory, name);
    // Written under another name first, so that whoever waits for the file finds it whole.
    await writeFile(
      command,
      `#!/bin/sh\nprintf '%s' "$*" > ${directory}/said.tmp && mv ${directory}/said.tmp ${directory}/said\n`,
    );
    await chmod(command, 0o755);
  }
});
afterAll(() => rm(directory, { recursive: true }));

test('the browser gets a file that its user alone can read, and no argument holds the token', async () => {
  const close = await openBrowser(URL_WITH_TOKEN, {
    ...process.env,
    PATH: `${directory}:${process.env.PATH}`,
    XDG_RUNTIME_DIR: directory,
  });
  const said = join(directory, 'said');
  await until(() => existsSync(said));
  const argument = await readFile(said, 'utf8');

  expect(argument).not.toContain('secret');
  const file = fileURLToPath(argument);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  expect(await readFile(file, 'utf8')).toContain(`url=${URL_WITH_TOKEN}`);

  await close();
  expect(existsSync(file)).toBe(false);
});
