/**
 * `npm run audit`: what cfn-lint and checkov think of the template that `serverless package` compiles. Fails on any finding
 * that `exceptions.json` gives no reason for. `--json` prints one JSON document.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compile } from '../../rig/packaged-project.ts';
import { auditors } from './auditors.ts';
import { findingsIn } from './findings.ts';
import { type AuditedTemplate, type Exception, type Judgement, judge } from './judgement.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';

const TEMPLATES = [
  { name: 'local', hasKey: false, options: ['--stage', 'local'] },
  { name: 'prod', hasKey: false, options: ['--stage', 'prod'] },
  {
    name: 'prod-with-key',
    hasKey: true,
    options: ['--stage', 'prod', '--param', `kmsKeyArn=${KEY}`, '--param', 'tracing=true'],
  },
];

interface Audited extends AuditedTemplate {
  readonly passed: number;
}

const exceptions: Exception[] = JSON.parse(await readFile(resolve(import.meta.dirname, 'exceptions.json'), 'utf8'));
const directory = await mkdtemp(join(tmpdir(), 'fanfare-audit-'));
try {
  await auditors.install();
  const templates: Audited[] = [];
  for (const template of TEMPLATES) templates.push(await audited(template));
  const judgement = judge(templates, exceptions);
  const holds = judgement.refused.length === 0 && judgement.stale.length === 0;
  const document = { holds, ...judgement, exceptions, templates: templates.map(summary) };
  process.stdout.write(
    process.argv.includes('--json') ? `${JSON.stringify(document, null, 2)}\n` : report(templates, judgement),
  );
  process.exitCode = holds ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function audited({ name, hasKey, options }: (typeof TEMPLATES)[number]): Promise<Audited> {
  const file = join(directory, `${name}.json`);
  await writeFile(file, JSON.stringify(await compile(...options), null, 2));
  const { passed, found } = await findingsIn(file);
  if (passed === 0) throw new Error(`checkov checked nothing in the template ${name}`);
  return { name, hasKey, passed, found };
}

function summary({ name, passed, found }: Audited) {
  const failed = [...new Set(found.filter(({ tool }) => tool === 'checkov').map(({ check }) => check))].sort();
  return { name, lint: found.filter(({ tool }) => tool === 'cfn-lint').length, passed, failed };
}

function report(templates: readonly Audited[], { refused, stale }: Judgement): string {
  const lines = templates.map(summary).map(({ name, lint, passed, failed }) => {
    return `${name.padEnd(14)} cfn-lint: ${lint} findings   checkov: ${passed} passed, failed ${failed.join(', ') || 'none'}`;
  });
  const wrong = [
    ...refused.map(({ template, tool, check, says, resource }) => `${template}: ${tool} ${check} ${resource}: ${says}`),
    ...stale.map((check) => `${check} is excepted, and nothing fails it: take it out of exceptions.json`),
  ];
  const reasons = exceptions.map(({ checks, reason }) => `  ${checks.join(', ')}\n    ${reason}`);
  const end = wrong.length === 0 ? 'Nothing was found beyond these.' : wrong.join('\n');
  return `${lines.join('\n')}\n\nExcepted:\n${reasons.join('\n')}\n\n${end}\n`;
}
