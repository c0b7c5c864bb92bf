import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledPackages } from '../../../resources/supply-chain/bundled-packages.ts';
import { type Bom, deployedBom } from '../../../resources/supply-chain/deployed-bom.ts';
import { type LockedPackage, licenceProblem, testOnlyPackages } from '../../../resources/supply-chain/licences.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest: { name: string; allowScripts: Record<string, boolean> } = JSON.parse(textOf('package.json'));

/** By name. The project itself is not among them. */
const locked = Object.entries<LockedPackage>(JSON.parse(textOf('package-lock.json')).packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]): [string, LockedPackage] => [path.slice(path.lastIndexOf('node_modules/') + 13), entry]);

describe('install scripts', () => {
  const rows = [...textOf('docs/supply-chain.md').matchAll(/^\| `([^`]+)` \|.*\| (yes|no) \| (.+) \|$/gm)];
  const withScript = new Set(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name));

  it('are listed, each with a verdict and why', () => {
    expect(rows.map(([, name]) => name).sort()).toEqual([...withScript].sort());
  });

  it('run where the list says so, and nowhere else', () => {
    const allowed = rows.filter(([, , verdict]) => verdict === 'yes').map(([, name]) => name);
    expect(Object.keys(manifest.allowScripts).sort()).toEqual(allowed.sort());
  });
});

describe('licences', () => {
  it('are permissive, but for packages that only tests use', () => {
    expect(locked.flatMap(([name, entry]) => licenceProblem(name, entry) ?? [])).toEqual([]);
  });

  it.each([
    ['a package without a licence', {}, 'names no licence'],
    ['one under a copyleft licence', { license: 'GPL-3.0-only' }, 'is under GPL-3.0-only'],
    ['one of whose terms is copyleft', { license: 'MIT AND GPL-2.0-only' }, 'is under MIT AND GPL-2.0-only'],
    ['another package under the licence of a test’s', { license: 'AGPL-3.0-or-later', dev: true }, 'is under AGPL'],
  ])('%s is refused', (_, entry: LockedPackage, reason) => {
    expect(licenceProblem('left-pad', entry)).toContain(reason);
  });

  it('a test’s package is refused once it is more than that', () => {
    expect(licenceProblem('axe-core', { license: 'MPL-2.0', dev: true })).toBeUndefined();
    expect(licenceProblem('axe-core', { license: 'MPL-2.0' })).toContain('is under MPL-2.0');
  });

  it('one of several is enough where there is a choice', () => {
    expect(licenceProblem('left-pad', { license: '(GPL-3.0-only OR MIT)' })).toBeUndefined();
  });

  it('that are copyleft stay in tests', () => {
    const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: ROOT, encoding: 'utf8' })
      .trim()
      .split('\n');
    const elsewhere = files.filter(
      (file) => !file.startsWith('tests/') && file !== 'resources/supply-chain/licences.ts',
    );
    const users = elsewhere.filter((file) => testOnlyPackages.some((name) => textOf(file).includes(`'${name}`)));
    expect(users).toEqual([]);
  });
});

describe('the bill of materials', () => {
  const component = (name: string) => ({
    'bom-ref': `${name}@1.0.0`,
    name,
    version: '1.0.0',
    scope: 'optional',
    properties: [{ name: 'cdx:npm:package:development' }],
  });
  const everything: Bom = {
    bomFormat: 'CycloneDX',
    metadata: { component: component('some-directory') },
    components: ['a', 'b', 'jest'].map(component),
    dependencies: [
      { ref: 'some-directory@1.0.0', dependsOn: ['a@1.0.0', 'jest@1.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['b@1.0.0'] },
      { ref: 'jest@1.0.0', dependsOn: ['b@1.0.0'] },
    ],
  };

  it('holds what is in a bundle, as required, and how it depends on each other', () => {
    const { components, dependencies, metadata } = deployedBom(everything, ['a@1.0.0', 'b@1.0.0'], 'shop');
    expect(components).toEqual([
      expect.objectContaining({ name: 'a', scope: 'required', properties: [] }),
      expect.objectContaining({ name: 'b', scope: 'required', properties: [] }),
    ]);
    expect(dependencies).toEqual([
      { ref: 'some-directory@1.0.0', dependsOn: ['a@1.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['b@1.0.0'] },
    ]);
    expect(metadata.component.name).toBe('shop');
  });

  it('is refused when a bundle holds what no lock file knows', () => {
    expect(() => deployedBom(everything, ['c@1.0.0'], 'shop')).toThrow('not in package-lock.json: c@1.0.0');
  });

  it('of the functions names few packages, none of which only tests may use', async () => {
    const bundled = await bundledPackages(ROOT);
    expect(bundled).toContainEqual(expect.stringMatching(/^@middy\/core@7/));
    expect(bundled.length).toBeLessThan(15);
    for (const name of testOnlyPackages) expect(bundled.join()).not.toContain(`${name}@`);
  });
});
