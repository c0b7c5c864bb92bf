/**
 * Projects, so that a run names what it wants: `npm test` is all but deploy (another AWS, from PyPI) and console (a browser); `npm run check`
 * takes style; local is the whole system on this machine, by its commands.
 */

/** What is the same in all of them. Sources run as they are, with their types taken out. */
const everywhere = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild', '<rootDir>/.fanfare'],
};

/** Folders whose tests are a project of their own; every other test is a unit test, so that none is left out. */
const OWN_FOLDERS = ['style', 'local', 'console', 'deploy'];

/** The tests of one folder. */
function folder(displayName) {
  return { ...everywhere, displayName, testMatch: [`<rootDir>/tests/${displayName}/**/*.test.ts`] };
}

const unit = {
  ...everywhere,
  displayName: 'unit',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: OWN_FOLDERS.map((name) => `<rootDir>/tests/${name}/`),
};

export default {
  // As many as a small machine of CI has processors.
  maxWorkers: 2,
  // For all projects: jest has none of a project's own. Deployments and browsers take longer, and say so in package.json.
  testTimeout: 60_000,
  projects: [folder('style'), unit, folder('local'), folder('console'), folder('deploy')],
};
