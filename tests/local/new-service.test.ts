/** docs/infrastructure.md, "Adding a service", followed to the letter in a copy of the project. */
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { CompiledTemplate } from '../../resources/plugins/framework.ts';
import { root } from '../rig/command.ts';

let copy: string;

function run(command: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
  const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  const options = { cwd: copy, env: { PATH, HOME: process.env.HOME, AWS_REGION: 'eu-west-1' }, timeout: 120_000 };
  return new Promise((settle) => {
    const child = execFile(command, args, options, (error, stdout, stderr) =>
      settle({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
    child.stdin?.end();
  });
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const file = join(copy, path);
  const before = await readFile(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} is not as this test expects it`);
  await writeFile(file, after);
}

/** The snippets of the page, by the file that each belongs to. */
function snippets(page: string): [string, string][] {
  return [...page.matchAll(/in `(handlers\/loyalty-mail\/[\w-]+\.ts)`:\n\n {3}```ts\n([\s\S]*?) {3}```/g)].map(
    ([, path = '', code = '']) => [path, code.replaceAll(/^ {3}/gm, '')],
  );
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'fanfare-new-service-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => name !== '')) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    // A file that was deleted and not yet committed is still listed.
    await cp(join(root, file), join(copy, file)).catch(() => undefined);
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const page = await readFile(join(root, 'docs/infrastructure.md'), 'utf8');
  const written = snippets(page);
  expect(written.map(([path]) => path)).toHaveLength(4);
  for (const [path, code] of written) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), code);
  }
  await edit(
    'resources/topology.ts',
    (text) =>
      `import { service as loyaltyMail } from '../handlers/loyalty-mail/service.ts';\n${text.replace('  orders,\n', '  orders,\n  loyaltyMail,\n')}`,
  );
  const [, block = ''] = /```yaml\n( {3}loyaltyMail:\n.*\n) {3}```/.exec(page) ?? [];
  await edit('serverless.yml', (yaml) =>
    yaml.replace('functions:\n', `functions:\n${block.replaceAll(/^ {3}/gm, '  ')}`),
  );
}, 120_000);

afterAll(() => rm(copy, { recursive: true, force: true }));

it('compiles, and is generated, packaged and run by every tool under names that agree', async () => {
  expect(await run('tsc', '-p', '.')).toEqual({ code: 0, output: '' });
  expect(await run('node', 'resources/generate/generate.ts')).toMatchObject({ code: 0 });
  const packaged = await run('serverless', 'rules');
  expect(packaged).toMatchObject({ code: 0, output: expect.stringContaining('rules hold.') });

  const path = join(copy, '.serverless/cloudformation-template-update-stack.json');
  const { Resources }: CompiledTemplate = JSON.parse(await readFile(path, 'utf8'));
  expect(Object.keys(Resources).filter((id) => id.includes('Dash') && id !== 'Dashboard')).toEqual([]);
  expect(Resources.LoyaltyMailStock2KeepTable?.Properties.TableName).toBe('fanfare-local-loyalty-mail-stock2-keep');
  expect(Resources.LoyaltyMailLambdaFunction?.Properties.Environment).toMatchObject({
    Variables: { SERVICE: 'loyalty-mail', TABLE_STOCK2_KEEP: { Ref: 'LoyaltyMailStock2KeepTable' } },
  });
  expect(Object.keys(Resources)).toContain('LoyaltyMailLogGroup');

  const invoked = await run(
    'serverless',
    'invoke',
    'local',
    '-f',
    'loyaltyMail',
    '-p',
    'events/invoke/loyaltyMail.json',
  );
  expect(invoked).toMatchObject({ code: 0, output: expect.stringContaining('"batchItemFailures": []') });
  const simulated = await run('node', 'tests/simulation/simulate.ts', '--seeds', '3');
  expect(simulated).toMatchObject({ code: 0, output: expect.stringContaining('all kept') });
}, 300_000);

it('is refused in any other spelling, with the reason', async () => {
  await edit('handlers/loyalty-mail/service.ts', (text) => text.replace("'loyalty-mail'", "'loyaltyMail'"));
  const { code, output } = await run('serverless', 'package');
  expect(code).not.toBe(0);
  expect(output).toContain('the service "loyaltyMail" is not in kebab-case');
}, 60_000);
