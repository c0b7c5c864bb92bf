import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { contract } from '../../events/contract.ts';
import { type Running, root, run, start } from '../rig/command.ts';

const announcement = join(root, '.fanfare', 'local.json');

let system: Running | undefined;
afterEach(async () => {
  system?.child.kill('SIGTERM');
  await system?.ended;
});

async function startSystem(): Promise<string> {
  system = start('node', 'resources/start.ts', '--port', '0', '--console-port', '0');
  const [, url = ''] = await system.says(/order API +(http:\S+)\/orders/);
  await system.says(/Ctrl-C stops/);
  return url;
}

async function place(url: string): Promise<Response> {
  return fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'basket-1' },
    body: JSON.stringify(contract['order.placed'].example),
  });
}

describe('npm start', () => {
  it('says where everything is, takes an order through payment into the history, and stops cleanly on Ctrl-C', async () => {
    const url = await startSystem();
    const placed = await place(url);
    expect(placed.status).toBe(202);
    await system?.says(/orders +handled +payment\.captured/);
    const { orderId } = (await placed.json()) as { orderId: string };
    const order = await fetch(`${url}/orders/${orderId}`);
    expect(await order.json()).toMatchObject({ orderId, totalMinor: 3564 });

    expect(existsSync(announcement)).toBe(true);
    system?.child.kill('SIGINT');
    expect(await system?.ended).toBe(0);
    expect(existsSync(announcement)).toBe(false);
  });

  it('refuses to start twice, and says which process to stop', async () => {
    await startSystem();
    const second = await run('node', 'resources/start.ts');
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/it runs already, as process \d+, at http:\S+: stop that one first/);
  });

  it('lends itself to `serverless invoke local`', async () => {
    const url = await startSystem();
    const invoked = await run('serverless', 'invoke', 'local', '-f', 'orderApi', '-p', 'events/invoke/orderApi.json');
    expect(invoked.code).toBe(0);
    const [, orderId = ''] = /\\"orderId\\":\\"([^\\]+)\\"/.exec(invoked.stdout) ?? [];
    await system?.says(new RegExp(`payment +handled +order\\.placed +${orderId}`));
    await system?.says(new RegExp(`orders +handled +payment\\.captured +${orderId}`));
    expect((await fetch(`${url}/orders/${orderId}`)).status).toBe(200);
  });

  it('says that the port of the console is taken, and leaves nothing behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await run('node', 'resources/start.ts', '--port', '0', '--console-port', String(port));
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${port} is taken, so the console cannot start. Choose another`);
    expect(existsSync(announcement)).toBe(false);
  });

  it.each(['x', '70000', '-1'])('refuses --port %s', async (port) => {
    const { code, stderr } = await run('node', 'resources/start.ts', `--port=${port}`);
    expect(code).toBe(2);
    expect(stderr).toContain('it must be a whole number from 0 to 65535');
  });

  it('says how it is used, when asked and when used otherwise', async () => {
    const asked = await run('node', 'resources/start.ts', '--help');
    expect(asked).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('usage: npm start') });
    const wrong = await run('node', 'resources/start.ts', '--prot', '1');
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining("Unknown option '--prot'") });
    expect(wrong.stderr).toContain('usage: npm start');
  });
});
