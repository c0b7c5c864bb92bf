import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { copyOfProject, type Outcome, type Project } from '../rig/packaged-project.ts';

const projects: Project[] = [];

afterAll(async () => {
  for (const project of projects) await project.remove();
});

async function project(edit?: (yaml: string) => string): Promise<Project> {
  const copy = await copyOfProject(edit);
  projects.push(copy);
  return copy;
}

/** `serverless.yml` may change what was derived; the rules see the result. */
const shortVisibility = (yaml: string) => `${yaml}
resources:
  extensions:
    PaymentQueue:
      Properties:
        VisibilityTimeout: 30
`;

/** The framework prints an error on standard output. */
function expectRefusal({ exitCode, stdout }: Outcome, ...parts: readonly string[]): void {
  for (const part of parts) expect(stdout).toContain(part);
  expect(exitCode).toBe(1);
}

test('packaging refuses a template that breaks a rule, and the template is not written', async () => {
  const copy = await project(shortVisibility);
  expectRefusal(
    await copy.serverless('package'),
    'PaymentQueue: VisibilityTimeout is 30',
    'fix: Set it to at least 180',
  );
  await expect(copy.template()).rejects.toThrow('ENOENT');
});

test('serverless rules prints every rule, and fails when one is broken', async () => {
  const copy = await project(shortVisibility);
  const { exitCode, stdout } = await copy.serverless('rules', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ holds: false, rules: expect.any(Array) });
  expect(exitCode).toBe(1);
});

test('serverless rules succeeds when all hold', async () => {
  const copy = await project();
  const { exitCode, stdout } = await copy.serverless('rules');
  expect(stdout).toContain('rules hold.');
  expect(exitCode).toBe(0);
});

test('a service without a function is refused with the lines to add', async () => {
  const copy = await project((yaml) => yaml.replace(/ {2}payment:\n {4}handler: .+\n/, ''));
  expectRefusal(await copy.serverless('package'), '  payment:\n    handler: handlers/payment/handler.handler');
});

test('a function without a service is refused', async () => {
  const copy = await project((yaml) =>
    yaml.replace('functions:\n', 'functions:\n  gifts:\n    handler: handlers/gifts/handler.handler\n'),
  );
  expectRefusal(await copy.serverless('package'), 'serverless.yml has a function "gifts"', 'resources/topology.ts');
});

test('a wrong parameter is refused by name', async () => {
  const copy = await project();
  expectRefusal(
    await copy.serverless('package', '--param', 'alarmTopicArn=alarms'),
    'The parameter alarmTopicArn is "alarms"',
  );
});

test('each function gets a bundle of its own, and nothing that an earlier run left behind', async () => {
  const copy = await project();
  const stale = join(copy.directory, '.esbuild/.build/handlers/payment');
  await mkdir(stale, { recursive: true });
  await writeFile(join(stale, 'stale.cjs'), '');
  expect(await copy.serverless('package')).toMatchObject({ exitCode: 0 });
  const files = await readdir(join(copy.directory, '.serverless'));
  expect(files).toEqual(expect.arrayContaining(['orderApi.zip', 'orders.zip', 'payment.zip']));
  expect(await entriesOf(join(copy.directory, '.serverless/payment.zip'))).toEqual(['handlers/payment/handler.cjs']);
});

async function entriesOf(zip: string): Promise<string[]> {
  return Object.keys(unzipSync(new Uint8Array(await readFile(zip))));
}
