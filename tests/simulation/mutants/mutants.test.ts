import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutants } from './mutants.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

describe.each(mutants)('the mistake "$mistake"', ({ changes }) => {
  it.each(changes)('has its place in $file, once', ({ file, from }) => {
    expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
  });
});
