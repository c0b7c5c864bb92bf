/** An HTTP server that only this machine reaches, and no web page but its own. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProblemDetails } from '../../http/problem.ts';
import { LOOPBACK, portTaken } from '../engines/free-port.ts';
import { foreignRequest } from './guard.ts';

export interface LoopbackServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** `port` 0 takes any free one. `name` is who cannot start when the port is taken. For `isVisitable` see `Guarded`. */
export function serve(
  name: string,
  port: number,
  listener: RequestListener,
  { isVisitable = false } = {},
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const refusal = foreignRequest(request.headers, { port: request.socket.localPort ?? port, isVisitable });
    if (refusal === undefined) listener(request, response);
    else refuse(response, refusal);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? portTaken(name, port, 'Choose another, or end what listens there.', error) : error);
    });
    server.listen(port, LOOPBACK, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve({ url: `http://${LOOPBACK}:${bound}`, stop: () => stop() });
    });
  });

  function stop(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function refuse(response: ServerResponse, details: ProblemDetails): void {
  response.writeHead(details.status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ type: 'about:blank', ...details }));
}

/** `undefined` when it is too large; the rest is read, and forgotten, so that the answer gets through. */
export async function bodyWithin(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}
