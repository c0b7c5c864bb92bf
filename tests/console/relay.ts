/** A wire between browser and console that can be cut: every connection breaks, and none is made, until it is mended. */
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Relay {
  /** The console's URL, token included, by way of the wire. */
  readonly url: string;
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function relayTo(consoleUrl: string): Promise<Relay> {
  const target = new URL(consoleUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: target.host };
    // The console answers its own page only: to it, this page is the one that it serves itself.
    if (incoming.headers.origin !== undefined) headers.origin = target.origin;
    const { method, url: path } = incoming;
    const forwarded = request({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  server.on('connection', (socket) => {
    if (isCut) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}/${target.hash}`,
    cut: () => {
      isCut = true;
      breakAll();
    },
    mend: () => {
      isCut = false;
    },
    stop: () =>
      new Promise((resolve) => {
        breakAll();
        server.close(() => resolve());
      }),
  };
}
