/** An HTTP server that only this machine reaches. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { LOOPBACK, portTaken } from '../engines/free-port.ts';

export interface LoopbackServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** `port` 0 takes any free one. `name` is who cannot start when the port is taken. */
export function serve(name: string, port: number, listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? portTaken(name, port, 'Choose another, or end what listens there.', error) : error);
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : port;
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
