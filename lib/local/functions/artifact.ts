/** A function's packaged zip, unpacked: the very bytes that would be deployed. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';

/** The order in which Lambda's runtime looks for the handler's file. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'] as const;

export interface HandlerLocation {
  readonly file: string;
  readonly exportName: string;
}

/** Unpacks `zipFile` into `directory`. */
export async function unpack(zipFile: string, directory: string): Promise<void> {
  const zip = await readFile(zipFile).catch((cause: unknown) => {
    throw new Error(`there is no package at ${zipFile}: run \`npx serverless package --stage local\` again`, { cause });
  });
  const root = resolve(directory);
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    if (name.endsWith('/')) continue;
    const file = resolve(root, name);
    if (!file.startsWith(root + sep)) throw new Error(`${zipFile} holds ${name}, which would land outside of ${root}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** Where `handler`, such as `handlers/payment/handler.handler`, is in an unpacked artifact. */
export function locateHandler(directory: string, handler: string): HandlerLocation {
  const dot = handler.lastIndexOf('.');
  const path = join(directory, handler.slice(0, dot));
  const file = EXTENSIONS.map((extension) => path + extension).find(existsSync);
  if (file !== undefined) return { file, exportName: handler.slice(dot + 1) };
  throw new Error(`handler ${handler} is not in the package: looked for ${path} with ${EXTENSIONS.join(', ')}`);
}
