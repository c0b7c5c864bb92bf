import { copyOfProject, type Project } from '../../rig/packaged-project.ts';

let project: Project;
beforeAll(async () => {
  project = await copyOfProject();
});
afterAll(() => project.remove());

describe('serverless console', () => {
  it.each([
    [[], '`npm start` serves the console of this machine; name a deployed stage with --stage'],
    [['--stage', 'prod', '--port', 'any'], '--port is "any"; it must be a whole number from 0 to 65535'],
  ])('with %j says what to do instead, and serves nothing', async (options, says) => {
    const { exitCode, stdout, stderr } = await project.serverless('console', ...options);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain(says);
    expect(stdout).not.toContain('http://127.0.0.1');
  });
});
