import { mkdtempSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { clientsOf } from '../../../../lib/local/engines/clients.ts';
import { binaryOnPath, packagedBinary, startDynamoDb } from '../../../../lib/local/engines/dynamodb.ts';
import { startEngines } from '../../../../lib/local/engines/engines.ts';
import { startFauxqs } from '../../../../lib/local/engines/fauxqs.ts';

const REGION = 'eu-west-1';
const NOWHERE = '/nowhere';

/** Something else that listens on a port of its own. */
async function squatter(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

describe('the engines', () => {
  it('answer as SNS, SQS and DynamoDB, on loopback, and are gone when stopped', async () => {
    const engines = await startEngines(REGION);
    const clients = clientsOf(REGION, engines.endpoints);
    expect((await clients.dynamodb.send(new ListTablesCommand())).TableNames).toEqual([]);
    expect((await clients.sqs.send(new ListQueuesCommand())).QueueUrls ?? []).toEqual([]);
    for (const endpoint of Object.values(engines.endpoints)) expect(endpoint).toMatch(/^http:\/\/127\.[\d.]+:\d+$/);
    for (const endpoint of Object.values(engines.published)) expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    clients.destroy();
    await engines.stop();
    await expect(fetch(engines.endpoints.dynamodb)).rejects.toThrow();
    await expect(fetch(engines.endpoints.sqs)).rejects.toThrow();
  });

  it('keep the address of dynoxide, which answers any web page, to themselves', async () => {
    const { endpoint, published, stop } = await startDynamoDb();
    const secret = new URL(endpoint);
    if (process.platform === 'linux') expect(secret.hostname).not.toBe('127.0.0.1');
    await expect(fetch(`http://127.0.0.1:${secret.port}`)).rejects.toThrow();
    expect((await fetch(published)).headers.get('access-control-allow-origin')).toBeNull();
    await stop();
    await expect(fetch(published)).rejects.toThrow();
  });

  it.each([
    ['DynamoDB', (port: number) => startDynamoDb(port)],
    ['SNS and SQS', (port: number) => startFauxqs(REGION, port)],
  ])('say that the port of %s is taken, and what to do', async (name, start) => {
    const { server, port } = await squatter();
    const refusal = await start(port).then(String, String);
    server.close();
    expect(refusal).toContain(`port ${port} is taken`);
    expect(refusal).toContain(name);
    expect(refusal).toContain('Choose another, or end what listens there.');
  });

  it('leave nothing running when one of them cannot start', async () => {
    const { server, port } = await squatter();
    await expect(startEngines(REGION, { dynamodb: port })).rejects.toThrow('DynamoDB');
    await expect(startEngines(REGION, { messaging: port })).rejects.toThrow('SNS and SQS');
    server.close();
  });
});

describe('DynamoDB on a machine without the packaged binary', () => {
  const withoutPackaged = (variables: Record<string, string>) => startDynamoDb(0, variables, () => undefined);

  it('is the `dynoxide` on the PATH', () => {
    const folder = mkdtempSync(join(tmpdir(), 'path-'));
    symlinkSync(packagedBinary() ?? '', join(folder, 'dynoxide'));
    expect(binaryOnPath(`${NOWHERE}:${folder}`)).toBe(join(folder, 'dynoxide'));
  });

  it('is whatever answers at AWS_ENDPOINT_URL_DYNAMODB', async () => {
    const engine = await withoutPackaged({ PATH: NOWHERE, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000/' });
    expect(engine.endpoint).toBe('http://127.0.0.1:8000');
  });

  it('is missed with three ways to mend it', async () => {
    const started = withoutPackaged({ PATH: NOWHERE });
    await expect(started).rejects.toThrow('npm install @dynoxide/linux-x64');
    await expect(started).rejects.toThrow('on the PATH');
    await expect(started).rejects.toThrow('AWS_ENDPOINT_URL_DYNAMODB');
  });
});
