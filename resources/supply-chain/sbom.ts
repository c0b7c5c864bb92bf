/** `npm run sbom`: what is deployed, as a CycloneDX document: of all packages that npm knows, those whose code is in a bundle. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledPackages } from './bundled-packages.ts';
import { type Bom, deployedBom } from './deployed-bom.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const everything = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const { name }: { name: string } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const bom = deployedBom(JSON.parse(everything) as Bom, await bundledPackages(root), name);
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
