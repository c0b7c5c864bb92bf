import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '../..');

interface Installed {
  readonly dev?: boolean;
}

let bundled: ReadonlySet<string>;
let dependencies: readonly string[];
let installed: Readonly<Record<string, Installed>>;

beforeAll(async () => {
  const yaml = await readFile(join(ROOT, 'serverless.yml'), 'utf8');
  const entryPoints = [...yaml.matchAll(/^ +handler: (.+)\.\w+$/gm)].map(([, path]) => join(ROOT, `${path}.ts`));
  const options = { bundle: true, write: false, metafile: true, outdir: 'none', platform: 'node' } as const;
  const { metafile } = await build({ entryPoints, absWorkingDir: ROOT, ...options });
  const packages = Object.keys(metafile.inputs).flatMap((file) => packageOf(file) ?? []);
  bundled = new Set(packages);
  const { packages: locked } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  installed = locked;
  dependencies = Object.keys(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).dependencies);
});

/** `@middy/core`, for a file of it; nothing for a file of ours. */
function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

test('what is bundled into functions is installed without devDependencies, so that an audit of production sees it', () => {
  const unseen = [...bundled].filter((name) => installed[`node_modules/${name}`]?.dev !== undefined);
  expect(unseen).toEqual([]);
  expect(bundled).toContain('@middy/core');
});

test('dependencies are what is bundled, and nothing else', () => {
  expect(dependencies.filter((name) => !bundled.has(name))).toEqual([]);
});
