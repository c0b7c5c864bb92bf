import { readdirSync } from 'node:fs';
import { topology } from '../../resources/topology.ts';
import { root, run } from './command.ts';

const invocations = readdirSync(`${root}events/invoke`).map((file) => file.replace('.json', ''));

describe('serverless invoke local, with nothing running', () => {
  it('has an event for every function', () => {
    expect(invocations).toEqual(expect.arrayContaining(['orderApi', ...Object.keys(topology.services)]));
  });

  it.each(invocations)('runs %s with its example, tells what it did, and ends', async (name) => {
    const { code, stdout } = await run('serverless', 'invoke', 'local', '-f', name, '-p', `events/invoke/${name}.json`);
    expect(stdout).toMatch(/"(batchItemFailures": \[\]|statusCode": 202)/);
    expect(stdout).toMatch(/\nwritten:\n {2}fanfare-local-/);
    expect(stdout).toMatch(/\npublished:/);
    expect(code).toBe(0);
  });

  it('ends with an error code when the handler throws', async () => {
    const { code, stdout } = await run('serverless', 'invoke', 'local', '-f', 'payment', '-d', '{"Records":null}');
    expect(code).not.toBe(0);
    expect(stdout).toContain('TypeError');
  });
});
