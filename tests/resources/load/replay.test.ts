import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { example } from '../../../events/order-placed.ts';
import type { RetailOrder } from '../../../resources/load/online-retail.ts';
import { replay } from '../../../resources/load/replay.ts';

/** An order API that does this with its first, second, … request; the last one goes for all that follow. */
type Script = readonly ((response: ServerResponse, request: IncomingMessage) => void)[];

const accept = (response: ServerResponse) => response.writeHead(202).end('{"orderId":"accepted"}');
const hangUp = (response: ServerResponse) => response.destroy();
const refuse = (status: number) => (response: ServerResponse) => response.writeHead(status).end('{"title":"No"}');

async function replayed(...script: Script) {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    const step = script[Math.min(keys.length, script.length - 1)];
    keys.push(request.headers['idempotency-key']);
    request.resume().on('end', () => step?.(response, request));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const order = { invoiceNo: '1', body: example } as unknown as RetailOrder;
  try {
    const offered = await replay(`http://127.0.0.1:${port}`, [order], { rate: undefined, onProgress: () => undefined });
    return { accepted: [...offered.accepted.keys()], rejected: offered.rejected.length, keys };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('an order of a file that is replayed', () => {
  it('is sent again, under the same key, after its connection broke', async () => {
    expect(await replayed(hangUp, accept)).toEqual({
      accepted: ['accepted'],
      rejected: 0,
      keys: ['invoice-1', 'invoice-1'],
    });
  });

  it('is sent again while the API is not available', async () => {
    expect((await replayed(refuse(503), accept)).accepted).toEqual(['accepted']);
  });

  it('counts as refused when the API says that it is wrong', async () => {
    expect(await replayed(refuse(400))).toEqual({ accepted: [], rejected: 1, keys: ['invoice-1'] });
  });

  it('ends the replay when the API says what nobody expects', async () => {
    await expect(replayed(refuse(422))).rejects.toThrow('POST /orders answered 422 (No) for invoice 1');
  });
});
