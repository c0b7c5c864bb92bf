/** What others' tools find in a compiled template, each in one shape. */
import { auditors } from './auditors.ts';

export interface Finding {
  readonly tool: 'cfn-lint' | 'checkov';
  /** Such as `CKV_AWS_116`. */
  readonly check: string;
  readonly says: string;
  readonly resource: string;
}

export interface Findings {
  /** Checks of checkov's that the template passed: none would mean that it read nothing. */
  readonly passed: number;
  readonly found: readonly Finding[];
}

/** Where the template must be fit to go: our default, and the region with every service. */
const REGIONS = ['eu-west-1', 'us-east-1'];

export async function findingsIn(templateFile: string): Promise<Findings> {
  const linted = await lint(templateFile);
  const checked = await check(templateFile);
  return { passed: checked.passed, found: [...linted, ...checked.found] };
}

interface LintMatch {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

async function lint(templateFile: string): Promise<Finding[]> {
  const options = ['--format', 'json', '--regions', ...REGIONS, '--template', templateFile];
  const { stdout, stderr } = await auditors.run('cfn-lint', ...options);
  const matches: LintMatch[] = readJson('cfn-lint', stdout, stderr);
  return matches.map(({ Rule, Message, Location }) => {
    return { tool: 'cfn-lint', check: Rule.Id, says: Message, resource: (Location.Path ?? ['the template']).join('/') };
  });
}

interface Report {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
    }[];
  };
}

async function check(templateFile: string): Promise<Findings> {
  // Without --skip-download it would ask its maker's service for guidelines.
  const options = ['--framework', 'cloudformation', '--skip-download', '--quiet', '--output', 'json'];
  const { stdout, stderr } = await auditors.run('checkov', ...options, '--file', templateFile);
  const { summary, results }: Report = readJson('checkov', stdout, stderr);
  if (summary.parsing_errors > 0) throw new Error(`checkov cannot read ${templateFile}`);
  const found = results.failed_checks.map(({ check_id, check_name, resource }): Finding => {
    return { tool: 'checkov', check: check_id, says: check_name, resource: resource.replace(/^.*\./, '') };
  });
  return { passed: summary.passed, found };
}

function readJson<T>(tool: string, stdout: string, stderr: string): T {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`${tool} did not answer in JSON:\n${stdout}\n${stderr}`, { cause });
  }
}
