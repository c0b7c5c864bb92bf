/** Under which licences packages may be used: what is deployed, and what only tests and tools use. */

/** A package of package-lock.json. */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  /** For development only. */
  readonly dev?: boolean;
}

/** Ask nothing of a user but to keep the notice. */
const PERMISSIVE: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
];

/** Copyleft, each by the packages that have it, which only tests use: nothing of them is deployed or given away. */
const IN_TESTS_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AGPL-3.0-or-later': ['@cloud-copilot/iam-policy', '@cloud-copilot/iam-simulate', '@cloud-copilot/iam-utils'],
  'MPL-2.0': ['axe-core'],
};

/** What is wrong with a package's licence; `undefined` when nothing is. */
export function licenceProblem(name: string, { license, dev = false }: LockedPackage): string | undefined {
  if (license === undefined) return `${name} names no licence`;
  if (choices(license).some((terms) => terms.every((term) => PERMISSIVE.includes(term)))) return undefined;
  if (dev && IN_TESTS_ONLY[license]?.includes(name)) return undefined;
  return `${name} is under ${license}: add it to resources/supply-chain/licences.ts if that is right, or do without it`;
}

/** Names of packages that may be used in tests only. */
export const testOnlyPackages: readonly string[] = Object.values(IN_TESTS_ONLY).flat();

/** Of an SPDX expression without nesting, which is all that packages here have: any of the choices will do, all of its terms hold. */
function choices(expression: string): string[][] {
  const inner = expression.replace(/^\((.*)\)$/, '$1');
  return inner.split(' OR ').map((terms) => terms.split(' AND '));
}
