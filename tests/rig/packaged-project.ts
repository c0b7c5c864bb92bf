/**
 * A copy of the project in a directory of its own, for running the real `serverless package` without touching
 * the checkout's output. Handlers are empty there: the template does not depend on what they do.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { CompiledTemplate } from '../../resources/plugins/framework.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FRAMEWORK = join(ROOT, 'node_modules/serverless/bin/serverless.js');
const TIME_LIMIT_MS = 180_000;
/** Stages other than this machine's have no default. */
const REGION = { AWS_REGION: 'eu-west-1' };
/** `prod` refuses them otherwise, which is no matter of a template. */
const SANDBOXES = ['--param', 'allowSandboxes=payment,shipping'];

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly directory: string;
  /** Runs `serverless` in the copy. */
  serverless(...options: readonly string[]): Promise<Outcome>;
  /** The same for a command that runs until it is told to stop. */
  begin(...options: readonly string[]): ChildProcess;
  template(): Promise<CompiledTemplate>;
  remove(): Promise<void>;
}

/** `edit` may change the copy's `serverless.yml`. Only what is deployed needs real handlers. */
export async function copyOfProject(
  edit: (yaml: string) => string = (yaml) => yaml,
  handlers: 'empty' | 'real' = 'empty',
): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'fanfare-package-'));
  const yaml = edit(await readFile(join(ROOT, 'serverless.yml'), 'utf8'));
  await writeFile(join(directory, 'serverless.yml'), yaml);
  for (const part of ['package.json', 'tsconfig.json']) await cp(join(ROOT, part), join(directory, part));
  for (const part of ['node_modules', 'resources', 'lib', 'events']) {
    await symlink(join(ROOT, part), join(directory, part));
  }
  // A copy, which a test may change.
  if (handlers === 'real') await cp(join(ROOT, 'handlers'), join(directory, 'handlers'), { recursive: true });
  else await writeHandlers(directory, yaml);
  return {
    directory,
    serverless: (...options) => run(directory, options),
    template: async () => {
      const path = join(directory, '.serverless/cloudformation-template-update-stack.json');
      return JSON.parse(await readFile(path, 'utf8'));
    },
    begin: (...options) =>
      spawn(process.execPath, [FRAMEWORK, ...options], {
        cwd: directory,
        env: { ...REGION, ...process.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The template that `serverless package` compiles with these options. */
export async function compile(...options: readonly string[]): Promise<CompiledTemplate> {
  const project = await copyOfProject();
  try {
    const { exitCode, stdout } = await project.serverless('package', ...SANDBOXES, ...options);
    if (exitCode !== 0) throw new Error(`serverless package failed:\n${stdout}`);
    return await project.template();
  } finally {
    await project.remove();
  }
}

async function writeHandlers(directory: string, yaml: string): Promise<void> {
  for (const [, path] of yaml.matchAll(/^ +handler: (.+)\.\w+$/gm)) {
    const file = join(directory, `${path}.ts`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'export const handler = async () => ({});\n');
  }
}

function run(directory: string, options: readonly string[]): Promise<Outcome> {
  return new Promise((settle) => {
    // Jest's own copy of the variables, in which a test may have set some.
    const execution = {
      cwd: directory,
      env: { ...REGION, ...process.env },
      timeout: TIME_LIMIT_MS,
      maxBuffer: 16 * 1024 * 1024,
    };
    const child = execFile(process.execPath, [FRAMEWORK, ...options], execution, (error, stdout, stderr) => {
      settle({ exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
    child.stdin?.end();
  });
}
