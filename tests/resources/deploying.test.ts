import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const workflow = readFileSync(resolve(ROOT, '.github/workflows/deploy.yml'), 'utf8');
const ci = readFileSync(resolve(ROOT, '.github/workflows/ci.yml'), 'utf8');

/** Jobs of the workflow by name, each as its text. */
const jobs = Object.fromEntries(
  workflow
    .slice(workflow.indexOf('\njobs:\n') + 7)
    .split(/\n(?= {2}[a-z]+:\n)/)
    .map((job) => [/ {2}([a-z]+):\n/.exec(job)?.[1] ?? '', job]),
);
const job = (name: string) => jobs[name] ?? '';

describe('the deployment from GitHub', () => {
  test('has no long-lived key, only a token of its own job', () => {
    expect(workflow).not.toMatch(/secrets\.|access-key/);
    expect(job('deploy')).toMatch(/id-token: write/);
    expect(job('deploy')).toMatch(/role-to-assume: \$\{\{ vars\.DEPLOY_ROLE_ARN \}\}/);
  });

  test('begins only when every check has passed, and deploys only what was packaged and attested', () => {
    expect(job('check')).toMatch(/uses: \.\/\.github\/workflows\/ci\.yml/);
    expect(job('package')).toMatch(/needs: check\n/);
    expect(job('attest')).toMatch(/needs: package\n/);
    expect(job('deploy')).toMatch(/needs: \[package, attest\]\n/);
    expect(job('deploy')).toMatch(
      /gh attestation verify[\s\S]*\.ci\/serverless deploy --stage "\$STAGE" --package package /,
    );
  });

  test('runs no install script where the token can be asked for, nor on the way of the package', () => {
    expect(Object.keys(jobs)).toEqual(['check', 'package', 'attest', 'deploy']);
    const withToken = Object.keys(jobs).filter((name) => job(name).includes('id-token'));
    expect(withToken).toEqual(['attest', 'deploy']);
    for (const name of ['package', 'attest', 'deploy']) {
      const installs = [...job(name).matchAll(/npm (?:ci|install|cit)\b.*/g)].map(([command]) => command);
      for (const command of installs) expect(command).toContain('--ignore-scripts');
    }
    expect(job('attest')).not.toMatch(/npm|environment:/);
  });

  test('asks for credentials last, and only then deploys', () => {
    const after = job('deploy').slice(job('deploy').indexOf('configure-aws-credentials'));
    expect([...after.matchAll(/run: (.*)/g)].map(([, script]) => script)).toEqual([
      '.ci/serverless deploy --stage "$STAGE" --package package --verbose',
    ]);
  });

  test('uses one version of npm, to the last digit', () => {
    const versions = `${workflow}${ci}`.match(/npm@\S+/g) ?? [];
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(/^npm@\d+\.\d+\.\d+$/);
  });

  test('runs the actions that were read, not what a tag points to today', () => {
    const actions = [...`${workflow}${ci}`.matchAll(/uses: ([^.]\S+)/g)].map(([, action = '']) => action);
    expect(actions.length).toBeGreaterThanOrEqual(9);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test('puts nothing that a person typed into a script', () => {
    const scripts = [...workflow.matchAll(/run: (.*(?:\n {10}.*)*)/g)].map(([, script]) => script);
    expect(scripts.length).toBeGreaterThanOrEqual(6);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  test('passes on the parameters that the environment has, and no others', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'fanfare-npx-'));
    await writeFile(join(directory, 'npx'), `#!/bin/sh\nprintf '%s\\n' "$@"\n`, { mode: 0o755 });
    const env = {
      PATH: `${directory}:${process.env.PATH}`,
      KMS_KEY_ARN: 'arn:aws:kms:a key',
      ALARM_TOPIC_ARN: '',
      DISCARD: '',
      JWT_ISSUER: '',
    };
    const command = resolve(ROOT, '.ci/serverless');
    const recorded = execFileSync(command, ['deploy', '--stage', 'prod'], { env, encoding: 'utf8' });
    await rm(directory, { recursive: true });
    expect(recorded.trim().split('\n')).toEqual([
      ...['--no', '--', 'serverless', 'deploy', '--stage', 'prod'],
      ...['--param', 'kmsKeyArn=arn:aws:kms:a key'],
    ]);
  });
});
