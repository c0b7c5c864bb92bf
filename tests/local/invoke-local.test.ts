import { readdirSync, readFileSync } from 'node:fs';
import { camelCase } from '../../lib/lambda/names.ts';
import { functionNamesOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';
import { root, run } from '../rig/command.ts';

const invocations = readdirSync(`${root}events/invoke`).map((file) => file.replace('.json', ''));

const CONSUMER = { answers: /"batchItemFailures": \[\]/, writes: true };

/** What is no consumer. Those that the clock starts find empty tables. */
const EXPECTED: Readonly<Record<string, typeof CONSUMER>> = {
  orderApi: { answers: /"statusCode": 202/, writes: true },
  // Nothing runs, so nothing is known of any order.
  ordersApi: { answers: /"statusCode": 404/, writes: false },
  invoiceApi: { answers: /"statusCode": 404/, writes: false },
  forecastingApi: { answers: /"statusCode": 404/, writes: false },
  ordersWatchdog: { answers: /"overdue": 0/, writes: false },
  forecastingRollUp: { answers: /"skus": 0/, writes: false },
};

describe('serverless invoke local, with nothing running', () => {
  it('has an event for every function, and for nothing else', () => {
    const section = /^functions:\n((?: .*\n)+)/m.exec(readFileSync(`${root}serverless.yml`, 'utf8'))?.[1] ?? '';
    const functions = [...section.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name);
    expect(functions).toEqual(expect.arrayContaining(functionNamesOf(topology).map(camelCase)));
    expect([...invocations].sort()).toEqual(functions.sort());
  });

  it.each(invocations)('runs %s with its example, tells what it did, and ends', async (name) => {
    const { code, stdout } = await run('serverless', 'invoke', 'local', '-f', name, '-p', `events/invoke/${name}.json`);
    const { answers, writes } = EXPECTED[name] ?? CONSUMER;
    expect(stdout).toMatch(answers);
    expect(stdout).toMatch(writes ? /\nwritten:\n {2}fanfare-local-/ : /\nwritten: nothing/);
    expect(stdout).toMatch(/\npublished:/);
    expect(code).toBe(0);
  });

  it('ends with an error code when the handler throws', async () => {
    const { code, stdout } = await run('serverless', 'invoke', 'local', '-f', 'payment', '-d', '{"Records":null}');
    expect(code).not.toBe(0);
    expect(stdout).toContain('TypeError');
  });
});
