import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { contract } from '../../events/contract.ts';
import { topology } from '../../resources/topology.ts';

/** Every source file that git knows or would know. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('events/compiled/'));

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: Source[] = files.flatMap((file) => {
  const text = textOf(file);
  if (text === undefined) return [];
  const imports = [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].map(([, target = '']) =>
    target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  );
  return [{ file, text, imports }];
});

/** What these write comes from the project itself: names of services, its own template, JSON for CloudWatch, which is no terminal. */
const OWN_TEXT: readonly string[] = [
  'lib/cli/interruption.ts',
  'lib/local/invoke/invoke-local.ts',
  'lib/observability/log.ts',
  'resources/supply-chain/sbom.ts',
];

/** A file that was deleted and not yet committed is still listed. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const isIn = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const under = (folder: string) => sources.filter(({ file }) => isIn(folder)(file));

function offending(among: readonly Source[], isWrong: (source: Source) => string | undefined): string[] {
  return among.flatMap((source) => {
    const problem = isWrong(source);
    return problem === undefined ? [] : [`${source.file}: ${problem}`];
  });
}

it('looks at the whole project', () => {
  for (const folder of ['events', 'handlers', 'lib', 'resources', 'tests']) expect(under(folder)).not.toHaveLength(0);
});

/** The floors of the house: a file imports its own or lower ones, types included. */
const FLOORS = ['lib', 'events', 'handlers', 'resources', 'tests'];

/** The floors within `lib/`, by folder or file. */
const FLOORS_OF_LIB = [
  'errors.ts',
  'json.ts',
  'printable.ts',
  'clock',
  'cloudevents',
  'observability',
  'aws',
  'store',
  'publishing',
  'lambda',
  'consumer',
  'http',
  'local',
  'cli',
  'dead-letters',
  'simulator',
  'capacity',
];

function climbing(floors: readonly string[], step: number) {
  const floorOf = (path: string) => floors.indexOf(path.split('/')[step] ?? '');
  return ({ file, imports }: Source) =>
    imports.find((target) => sharesRoot(file, target, step) && floorOf(target) > floorOf(file));
}

function sharesRoot(file: string, target: string, depth: number): boolean {
  const rootOf = (path: string) => path.split('/').slice(0, depth).join('/');
  return rootOf(file) === rootOf(target);
}

/** Every file that can be reached from itself by imports. */
function inCircles(): string[] {
  const importsOf = new Map(sources.map(({ file, imports }) => [file, imports]));
  const reachesItself = (file: string): boolean => {
    const seen = new Set<string>();
    const ahead = [...(importsOf.get(file) ?? [])];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (next === file) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      ahead.push(...(importsOf.get(next) ?? []));
    }
    return false;
  };
  return sources.map(({ file }) => file).filter(reachesItself);
}

/** Text without comments: an example in one may speak of business. */
function codeOf({ text }: Source): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*/g, '$1');
}

describe('the import rules', () => {
  it('a file imports its own floor or lower ones', () => {
    expect(offending(sources, climbing(FLOORS, 0))).toEqual([]);
  });

  it('so it is within lib, whose every folder has its floor', () => {
    const rooms = new Set(under('lib').map(({ file }) => file.split('/')[1]));
    expect([...rooms].sort()).toEqual([...FLOORS_OF_LIB].sort());
    expect(offending(under('lib'), climbing(FLOORS_OF_LIB, 1))).toEqual([]);
  });

  it('there is no circle of files', () => {
    expect(inCircles()).toEqual([]);
  });

  it('lib knows no business: neither a type of event nor a service', () => {
    const names = [...Object.keys(contract), ...topology.map(({ name }) => name)];
    const named = names.map((name) => RegExp(`['"\`/]${name.replaceAll('.', '\\.')}['"\`/]`));
    const wrong = offending(under('lib'), (source) => named.find((name) => name.test(codeOf(source)))?.source);
    expect(wrong).toEqual([]);
  });

  it('a service imports no other service: they meet through events', () => {
    const folderOf = (path: string) => path.split('/')[1];
    const wrong = offending(under('handlers'), ({ file, imports }) =>
      imports.find((target) => isIn('handlers')(target) && folderOf(target) !== folderOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  it('a declaration of a service imports no SDK and no handler', () => {
    const declarations = under('handlers').filter(({ file }) => file.endsWith('/service.ts'));
    expect(declarations.length).toBeGreaterThan(1);
    const mayImport = (target: string) => isIn('events')(target) || target === 'lib/lambda/service.ts';
    expect(offending(declarations, ({ imports }) => imports.find((target) => !mayImport(target)))).toEqual([]);
  });
});

describe('the rules of style', () => {
  it('a decider is pure: no clock, no chance, no waiting, no AWS', () => {
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|randomUUID|await|async|setTimeout|process\.env|@aws-sdk)\b/;
    const deciders = under('handlers').filter(({ text }) => /:\s*Decider</.test(text));
    expect(deciders.length).toBeGreaterThan(1);
    expect(offending(deciders, ({ text }) => impure.exec(text)?.[0])).toEqual([]);
  });

  it('what a message or a request names is looked up among a thing’s own names: every object has others, such as `constructor`', () => {
    const lookup = /\w\[(?:event|request|record|message|envelope|body|data|order)(?:\.\w+)+\]/;
    const shipped = ['lib', 'events', 'handlers', 'resources'].flatMap(under);
    const lines = shipped.flatMap(({ file, text }) => text.split('\n').map((line) => ({ file, line })));
    const wrong = lines.filter(({ line }) => lookup.test(line) && !line.includes('Object.hasOwn('));
    expect(lines.filter(({ line }) => lookup.test(line))).not.toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('what is written to a terminal has passed what makes it printable, or is our own text', () => {
    const writers = ['lib', 'handlers', 'resources']
      .flatMap(under)
      .filter(({ text }) => /process\.std(out|err)\.write|console\.(log|error|warn|info)\(/.test(text));
    const past = writers.filter(({ imports }) => !imports.includes('lib/printable.ts')).map(({ file }) => file);
    expect(writers.length).toBeGreaterThan(past.length);
    expect(past.sort()).toEqual(OWN_TEXT);
  });

  it('no file or folder has a name that says nothing', () => {
    const empty = /(^|\/)(utils?|helpers?|common|misc|managers?|types|interfaces|constants)(\/|\.tsx?$)/;
    expect(offending(sources, ({ file }) => empty.exec(file)?.[0])).toEqual([]);
  });

  it('no file of the product is longer than 300 lines', () => {
    const shipped = ['events', 'handlers', 'lib', 'resources'].flatMap(under);
    const lengthOf = ({ text }: Source) => text.split('\n').length;
    expect(offending(shipped, (source) => (lengthOf(source) > 300 ? `${lengthOf(source)} lines` : undefined))).toEqual(
      [],
    );
  });

  it('every file of the product opens with what it is for', () => {
    const shipped = ['events', 'handlers', 'lib', 'resources'].flatMap(under);
    expect(offending(shipped, ({ text }) => (text.startsWith('/**') ? undefined : 'no opening comment'))).toEqual([]);
  });

  it('what a command prints passes lib/cli/output.ts, where outside text is made printable', () => {
    const past = /\bprocess\.std(?:out|err)\.write|\bconsole\.(?:log|error|warn|info)\b/;
    const printing = [...under('resources/plugins'), ...under('lib/dead-letters')];
    expect(printing.length).toBeGreaterThan(20);
    expect(offending(printing, ({ text }) => past.exec(text)?.[0])).toEqual([]);
  });

  it('no test is skipped, focused or empty', () => {
    const idle = /\b(?:it|test|describe)\.(?:skip|only|todo)\b|\bx(?:it|describe)\(/;
    expect(offending(under('tests'), ({ text }) => idle.exec(text)?.[0])).toEqual([]);
  });

  it('nothing is silenced or left for later', () => {
    const marks = [`TO${'DO'}`, `FIX${'ME'}`, `HA${'CK'}`, `@ts-${'ignore'}`, `@ts-${'nocheck'}`, `as ${'any'}\\b`];
    const later = new RegExp(marks.join('|'));
    expect(offending(sources, ({ text }) => later.exec(text)?.[0])).toEqual([]);
  });
});
