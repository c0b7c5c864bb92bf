/** Stands in for AWS where only the wire matters: keeps every request, and answers as it was told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Recorded {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Scripted {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RecordingServer {
  readonly endpoint: string;
  /** Requests since the last time. */
  take(): Recorded[];
  /** Answers these in turn, then the last of them for ever; `undefined` breaks the connection. */
  answer(...script: readonly (Scripted | undefined)[]): void;
  stop(): Promise<void>;
}

export async function startRecordingServer(): Promise<RecordingServer> {
  let requests: Recorded[] = [];
  let script: readonly (Scripted | undefined)[] = [];
  let answered = 0;
  const server = createServer(async (incoming, outgoing) => {
    requests.push({ path: incoming.url ?? '', headers: incoming.headers, body: await text(incoming) });
    const scripted = script[Math.min(answered, script.length - 1)];
    answered += 1;
    if (scripted === undefined) return incoming.socket.destroy();
    return outgoing.writeHead(scripted.status, scripted.headers).end(scripted.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    answer: (...answers) => {
      script = answers;
      answered = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
