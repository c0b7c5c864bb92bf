/** Which packages' code is in the bundles of the functions: asked of the bundler, not of package.json. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Sorted, each as `name@version`. `root` is where serverless.yml is. */
export async function bundledPackages(root: string): Promise<string[]> {
  const yaml = await readFile(join(root, 'serverless.yml'), 'utf8');
  const handlers = [...yaml.matchAll(/^ +handler: (.+)\.\w+$/gm)].map(([, path = '']) => `${path}.ts`);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: handlers,
    outdir: 'nowhere',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'silent',
  });
  const directories = new Set(Object.keys(metafile.inputs).flatMap((file) => packageDirectoryOf(file) ?? []));
  return (await Promise.all([...directories].map((directory) => identityOf(join(root, directory))))).sort();
}

/** `node_modules/a/node_modules/@b/c` for a file in it. */
function packageDirectoryOf(file: string): string | undefined {
  return /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

async function identityOf(directory: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}
