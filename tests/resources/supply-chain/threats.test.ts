import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const table = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

/** The rows below the head and its line. */
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** Tests as a cell names them: `path`: title. */
const testsIn = (cell: string) =>
  [...cell.matchAll(/`([^`]+\.test\.tsx?)`: ([^;]+)/g)].map(([, path = '', title = '']) => ({ path, title }));

describe('the threat table', () => {
  it('has rows, each with four cells', () => {
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(row).toHaveLength(4);
  });

  it.each(rows.map(([who = '', wants = '', , shownBy = '']) => ({ who, wants, shownBy })))(
    'names tests that exist for $who: $wants',
    ({ shownBy }) => {
      const tests = testsIn(shownBy);
      expect(tests.length).toBeGreaterThan(0);
      for (const { path, title } of tests) {
        expect({ path, exists: existsSync(join(ROOT, path)) }).toEqual({ path, exists: true });
        expect(readFileSync(join(ROOT, path), 'utf8')).toContain(title.trim());
      }
    },
  );
});
