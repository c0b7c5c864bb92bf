/** A guarded server in front of an engine that guards itself badly: what passes the guard is forwarded, without the engine's CORS. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type LoopbackServer, serve } from '../http/loopback-server.ts';

/** `port` 0 takes any free one. `name` is who cannot start when the port is taken, `endpoint` the engine's base URL. */
export async function startForwarding(name: string, port: number, endpoint: string): Promise<LoopbackServer> {
  const agent = new Agent({ keepAlive: true });
  const server = await serve(name, port, (incoming, outgoing) => {
    forward(incoming, outgoing, new URL(endpoint), agent).catch(() => outgoing.destroy());
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      agent.destroy();
    },
  };
}

async function forward(incoming: IncomingMessage, outgoing: ServerResponse, engine: URL, agent: Agent): Promise<void> {
  const { method, url: path, headers } = incoming;
  const { hostname: host, port } = engine;
  const forwarded = request({ agent, host, port, method, path, headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    forwarded.once('response', resolve).once('error', reject);
  });
  await Promise.all([
    pipeline(incoming, forwarded),
    answer.then((given) => {
      outgoing.writeHead(given.statusCode ?? 502, withoutCors(given.headers));
      return pipeline(given, outgoing);
    }),
  ]);
}

function withoutCors(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')));
}
