/**
 * `npm run first-account`: the steps of docs/first-account.md that need no eyes, on the account of the credentials in the environment, as
 * one report. It deploys the stage `first`, deploys it again, and removes it. Costs a few cents.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const STAGE = 'first';
const REPORT = 'first-account.txt';
const TIME_LIMIT_MS = 30 * 60_000;

interface Step {
  readonly what: string;
  readonly command: readonly string[];
  /** What the output has in it when the step went as expected. */
  readonly expects: RegExp;
}

const serverless = (...words: readonly string[]) => ['npx', 'serverless', ...words, '--stage', STAGE];

const STEPS: readonly Step[] = [
  { what: 'every rule holds', command: serverless('rules'), expects: /All \d+ rules hold/ },
  { what: 'a first deployment', command: serverless('deploy', '--verbose'), expects: /Service deployed to stack/ },
  { what: 'its outputs', command: serverless('info', '--verbose'), expects: /HttpApiUrl/ },
  {
    what: 'the same again',
    command: serverless('deploy'),
    expects: /deployed to stack|No changes|did not include any changes/,
  },
  { what: 'no dead letters', command: serverless('dlq', 'list'), expects: /No dead letters/ },
  { what: 'no overdue orders', command: serverless('orders', 'overdue'), expects: /No order/ },
  { what: 'its removal', command: serverless('remove'), expects: /successfully removed|removed/ },
];

/** An account's number is nobody's business. */
function withoutAccount(text: string): string {
  return text.replaceAll(/\b\d{12}\b/g, 'ACCOUNT');
}

export function reportOf(
  steps: readonly { what: string; asExpected: boolean; seconds: number; said: string }[],
): string {
  const summary = steps.map(
    ({ what, asExpected, seconds }) => `${asExpected ? 'as expected' : 'DIFFERS    '}  ${what} (${seconds} s)`,
  );
  const details = steps.map(({ what, said }) => `== ${what}\n${said.trimEnd()}`);
  return withoutAccount(`${summary.join('\n')}\n\n${details.join('\n\n')}\n`);
}

function taken({ what, command, expects }: Step) {
  process.stdout.write(`${what} …\n`);
  const [program = '', ...words] = command;
  const began = Date.now();
  const { stdout, stderr, status } = spawnSync(program, words, { encoding: 'utf8', timeout: TIME_LIMIT_MS, input: '' });
  const said = `$ ${command.join(' ')}\n${stdout}${stderr}`;
  return {
    what,
    asExpected: status === 0 && expects.test(said),
    seconds: Math.round((Date.now() - began) / 1_000),
    said,
  };
}

if (process.argv[1]?.endsWith('first-account.ts')) {
  writeFileSync(REPORT, reportOf(STEPS.map(taken)));
  process.stdout.write(`The report is in ${REPORT}.\n`);
}
