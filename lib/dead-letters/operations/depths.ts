/** `dlq watch`: how many messages each service's queues hold. */
import { depthOf, queueCounts } from '../../aws/queue-counts.ts';
import type { StageClients } from '../../cli/stage.ts';
import type { Depths } from '../reports.ts';
import { type OpenSource, opened } from '../sources.ts';
import type { Context } from './context.ts';

/** The queues to look at, opened once. */
export function openSources(context: Context, clients: StageClients): Promise<OpenSource[]> {
  return Promise.all(context.sources.map((source) => opened(clients, source)));
}

/** By service, in the order of `sources`. */
export async function depths({ sqs }: StageClients, sources: readonly OpenSource[]): Promise<Depths[]> {
  const services = [...new Set(sources.map(({ service }) => service))];
  return Promise.all(
    services.map(async (service) => {
      const own = sources.filter((source) => source.service === service);
      const dead = async (kind: OpenSource['kind']) => {
        const source = own.find((one) => one.kind === kind);
        return source === undefined ? 0 : depthOf(await queueCounts(sqs, source.urls.dlq));
      };
      const queue = await queueCounts(sqs, own[0]?.urls.queue ?? '');
      return {
        service,
        waiting: queue.visible + queue.delayed,
        inFlight: queue.hidden,
        dead: await dead('consumer'),
        undelivered: await dead('delivery'),
      };
    }),
  );
}
