import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rules } from '../../resources/rules/rules.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const documentation = readFileSync(resolve(ROOT, 'docs/infrastructure.md'), 'utf8');
const yaml = readFileSync(resolve(ROOT, 'serverless.yml'), 'utf8');

function sectionOf(title: string): string {
  const section = documentation.split(/^## /m).find((text) => text.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`docs/infrastructure.md has no section "${title}"`);
  return section;
}

test('docs/infrastructure.md lists the rules that packaging checks, in their order', () => {
  const listed = [...sectionOf('Rules').matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name);
  expect(listed).toEqual(rules.map(({ name }) => name));
});

test('docs/infrastructure.md explains every parameter that serverless.yml takes', () => {
  const taken = [...yaml.matchAll(/\$\{param:(\w+)/g)].map(([, name]) => name);
  expect(taken.length).toBeGreaterThanOrEqual(8);
  for (const name of taken) expect(sectionOf('Parameters')).toContain(`\`${name}\``);
});
