/** The minified bundle of each contender, made with the very options that `serverless.yml` gives to esbuild. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type ContenderName, sourceOf } from './contenders.ts';

export interface Bundle {
  readonly file: string;
  readonly bytes: number;
}

export interface Bundles {
  of(contender: ContenderName, service?: string): Promise<Bundle>;
  remove(): Promise<void>;
}

/** They lie where nothing of this project can be found by name, as on Lambda. */
export async function makeBundles(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-bench-'));
  return {
    of: async (contender, service) => {
      const file = join(folder, `${contender}-${service ?? 'orders'}.cjs`);
      await bundle(sourceOf(contender, service), file);
      return { file, bytes: (await stat(file)).size };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

export async function bundle(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'error',
  });
}
