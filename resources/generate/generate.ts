/**
 * Writes what is derived from the contract: compiled validators, published JSON Schemas, and an event for `serverless invoke
 * local` per function. Run it (`npm run generate`) after changing an event or the topology; a test fails when they drift.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { contractFiles, invocationFiles } from './generated-files.ts';

const root = new URL('../../', import.meta.url);

await write(await contractFiles());
await write(await invocationFiles());

async function write(files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, content] of files) {
    const file = new URL(path, root);
    await mkdir(dirname(file.pathname), { recursive: true });
    await writeFile(file, content);
  }
}
