import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { dynamoDb } from '../../../lib/aws/clients.ts';
import { errorName } from '../../../lib/aws/ports.ts';
import { RETRY_TERMS } from '../../../lib/aws/retries.ts';
import { reportOf } from '../../../lib/errors.ts';
import type { Metrics } from '../../../lib/observability/metrics.ts';

const ignored: Metrics = { add: () => undefined, observe: () => undefined, flush: () => undefined };
const key = { TableName: 't', Key: { subject: { S: 'order-1' } } };
const before = { ...process.env };
/** More than any request has attempts. */
const CONNECTIONS = 8;

/** Answers everything; after `freeze`, the connections made until then are reset by the next request on them. */
class FreezingServer {
  readonly #connections = new Set<Socket>();
  readonly #dead = new Set<Socket>();
  readonly #server = createServer((incoming, outgoing) => {
    this.#connections.add(incoming.socket);
    incoming.resume();
    incoming.on('end', () => {
      if (this.#dead.has(incoming.socket)) {
        this.resets += 1;
        incoming.socket.resetAndDestroy();
        return;
      }
      if (this.failing > 0) {
        this.failing -= 1;
        outgoing.writeHead(500).end('{}');
        return;
      }
      this.answered += 1;
      this.#waiting.push(() => outgoing.end('{}'));
      if (this.#waiting.length >= this.#atOnce) for (const answer of this.#waiting.splice(0)) answer();
    });
  });
  #waiting: (() => void)[] = [];
  #atOnce = 1;
  answered = 0;
  resets = 0;
  /** Requests that are still to fail. */
  failing = 0;

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers only when `requests` of them wait, so that each has a connection of its own. */
  answerTogether(requests: number): void {
    this.#atOnce = requests;
  }

  freeze(): void {
    for (const connection of this.#connections) this.#dead.add(connection);
    this.answered = 0;
    this.resets = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const server = new FreezingServer();

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: await server.listen(),
  });
});
afterAll(async () => {
  process.env = before;
  await server.stop();
});

async function requests(count: number): Promise<string[]> {
  server.answerTogether(count);
  const client = dynamoDb(ignored);
  return Promise.all(
    Array.from({ length: count }, () =>
      client.getItem(key).then(
        () => 'answered',
        (error) => errorName(error),
      ),
    ),
  );
}

describe('a sandbox that thaws finds its connections closed', () => {
  it.each([1, CONNECTIONS])('%i requests at once succeed all the same, each after one reset', async (count) => {
    await requests(CONNECTIONS);
    server.freeze();
    expect(await requests(count)).toEqual(Array(count).fill('answered'));
    expect(server).toMatchObject({ answered: count, resets: count });
  });

  it('a request has all its attempts left after that', async () => {
    await requests(CONNECTIONS);
    server.freeze();
    server.failing = RETRY_TERMS.dynamodb.maxAttempts - 1;
    expect(await requests(1)).toEqual(['answered']);
  });
});

describe('an error of the network', () => {
  async function failureAt(endpoint: string): Promise<unknown> {
    process.env.AWS_ENDPOINT_URL = endpoint;
    return dynamoDb(ignored)
      .getItem(key)
      .catch((error: unknown) => error);
  }

  it('keeps its code as its name: a connection refused', async () => {
    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const error = await failureAt(`http://127.0.0.1:${port}`);
    expect([errorName(error), reportOf(error).code]).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
  });

  it('keeps its code as its name: a host without an address', async () => {
    const error = await failureAt('http://no-such-host.invalid');
    expect([errorName(error), reportOf(error).code]).toEqual([
      expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      errorName(error),
    ]);
  });

  it('keeps its code as its name: a connection reset', async () => {
    const resetting = createTcpServer((socket) => socket.resetAndDestroy());
    await new Promise<void>((resolve) => resetting.listen(0, '127.0.0.1', resolve));
    const error = await failureAt(`http://127.0.0.1:${(resetting.address() as AddressInfo).port}`);
    await new Promise((resolve) => resetting.close(resolve));
    expect([errorName(error), reportOf(error).code]).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it('keeps its code as its name where another error wraps it, as fetch does', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1'), { code: 'ECONNREFUSED' });
    expect(reportOf(new TypeError('fetch failed', { cause })).code).toBe('ECONNREFUSED');
  });
});
