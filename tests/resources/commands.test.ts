import { copyOfProject, type Project } from '../rig/packaged-project.ts';

let project: Project;

beforeAll(async () => {
  project = await copyOfProject();
});
afterAll(() => project.remove());

test('serverless --help names every command of the project, though each is loaded only when it is needed', async () => {
  const { exitCode, stdout } = await project.serverless('--help');
  for (const command of [
    'rules',
    'stock set',
    'orders overdue',
    'dlq list',
    'consumers pause',
    'capacity',
    'console',
  ]) {
    expect(stdout).toMatch(new RegExp(`^${command} +\\S`, 'm'));
  }
  expect(exitCode).toBe(0);
});

test('a command that does not exist is refused', async () => {
  const { exitCode, stdout, stderr } = await project.serverless('stok', 'show');
  expect(`${stdout}${stderr}`).toContain('stok');
  expect(exitCode).toBe(1);
});
